import { importPreviewSchema, importResultSchema, type WorkflowDetail } from "@bellwether/core/api";
import { workflowDraftSchema } from "@bellwether/core/workflow";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { request } from "../../../../api/request.ts";
import { reportEdit } from "../../../../live/change-stream.ts";
import { Button } from "../../../../ui/button.tsx";
import { Dialog } from "../../../../ui/dialog.tsx";
import { DialogHead } from "../../../../ui/dialog-head.tsx";
import look from "../../../../ui/field.module.css";
import { ErrorNotice, Notice } from "../../../../ui/notice.tsx";
import { useDebounced } from "../../../../ui/use-debounced.ts";
import { listQuery } from "../../api/queries.ts";
import { duplicateFile, keyOf, type Target, templateOf } from "../../duplicate-file.ts";
import { AddInstrument } from "./add-instrument.tsx";
import styles from "./detail.module.css";

const PAUSE_MS = 300;

const sent = (body: string) =>
  ({ method: "POST", text: { body, contentType: "application/yaml" } }) as const;

/** Copies a workflow to other instruments: one workflow each, named by a template. */
export function DuplicateTo(props: {
  readonly workflow: WorkflowDetail;
  readonly onClose: () => void;
}) {
  const { workflow, onClose } = props;
  const titleId = useId();
  const templateId = useId();
  const client = useQueryClient();
  const [template, setTemplate] = useState(templateOf(workflow));
  const [chosen, setChosen] = useState<readonly Target[]>([]);
  const file = duplicateFile(workflowDraftSchema.parse(workflow), template, chosen);
  const debounced = useDebounced(file, PAUSE_MS);
  const isCurrent = debounced === file && chosen.length > 0;
  const preview = useQuery({
    queryKey: ["workflows", "duplicate", debounced],
    queryFn: () => request(importPreviewSchema, "/import/preview", sent(debounced)),
    enabled: isCurrent,
    retry: false,
  });
  const create = useMutation({
    mutationFn: () => request(importResultSchema, "/import", sent(file)),
    onSuccess: () => {
      reportEdit();
      void client.invalidateQueries({ queryKey: ["workflows"] });
      onClose();
    },
  });
  const count = chosen.length === 1 ? "1 workflow" : `${chosen.length} workflows`;
  return (
    <Dialog size="narrow" labelledBy={titleId} onDismiss={onClose}>
      <DialogHead id={titleId} title={`Duplicate ${workflow.name} to`} onClose={onClose} />
      <div className={styles["body"]}>
        <Targets workflow={workflow} chosen={chosen} onChoose={setChosen} />
        <AddInstrument
          onAdd={(target) =>
            setChosen([...chosen.filter((each) => keyOf(each) !== keyOf(target)), target])
          }
        />
        <div className={look["field"]}>
          <label htmlFor={templateId}>Name of each</label>
          <input
            id={templateId}
            value={template}
            onChange={(event) => setTemplate(event.target.value)}
          />
          <span className={look["hint"]}>
            {"{index} and {cfd} stand for the instrument. Each copy is a dry run."}
          </span>
        </div>
        <div aria-live="polite" className={styles["panel"]}>
          {chosen.length === 0 && "Choose at least one instrument."}
          {isCurrent && preview.isError && (
            <ErrorNotice title="These cannot be created." error={preview.error} />
          )}
          {isCurrent &&
            preview.data?.workflows.map(({ name, outcome }) => (
              <span key={name}>
                {outcome === "created" ? "Creates" : "Changes the existing"} {name}
              </span>
            ))}
          {isCurrent &&
            preview.data?.warnings.map(({ workflow: name, field, reason }) => (
              <Notice key={`${name} ${field} ${reason}`} tone="warn">
                {name}: {field} {reason}
              </Notice>
            ))}
        </div>
        {create.isError && <ErrorNotice title="Nothing was created." error={create.error} />}
        <Button
          kind="primary"
          disabled={!isCurrent || !preview.isSuccess || create.isPending}
          onClick={() => create.mutate()}
        >
          {create.isPending ? "Creating…" : `Create ${count}`}
        </Button>
      </div>
    </Dialog>
  );
}

/** The instruments of the other workflows, and those that were added. */
function Targets(props: {
  readonly workflow: WorkflowDetail;
  readonly chosen: readonly Target[];
  readonly onChoose: (chosen: readonly Target[]) => void;
}) {
  const rows = useQuery(listQuery).data?.workflows ?? [];
  const own = keyOf(props.workflow);
  const known = new Map(
    rows
      .filter(({ problems }) => problems.length === 0)
      .map(({ index, cfd, is_us }) => [keyOf({ index, cfd, is_us }), { index, cfd, is_us }]),
  );
  known.delete(own);
  for (const target of props.chosen) known.set(keyOf(target), target);
  const others = props.chosen.map(keyOf);
  return (
    <fieldset className={styles["panel"]}>
      <legend>Instruments of your workflows</legend>
      {known.size === 0 && <p>No workflow has another instrument yet.</p>}
      {[...known]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([key, target]) => (
          <label key={key}>
            <input
              type="checkbox"
              checked={others.includes(key)}
              onChange={({ target: { checked } }) =>
                props.onChoose(
                  checked
                    ? [...props.chosen, target]
                    : props.chosen.filter((each) => keyOf(each) !== key),
                )
              }
            />{" "}
            {key}
          </label>
        ))}
    </fieldset>
  );
}
