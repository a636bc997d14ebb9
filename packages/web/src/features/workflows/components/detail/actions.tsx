import type { WorkflowDetail } from "@bellwether/core/api";
import { workflowDraftSchema } from "@bellwether/core/workflow";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { hasStatus } from "../../../../api/api-error.ts";
import { Button, buttonClass } from "../../../../ui/button.tsx";
import { Confirm } from "../../../../ui/confirm.tsx";
import { ErrorNotice } from "../../../../ui/notice.tsx";
import { useDeleteWorkflow, useSaveWorkflow } from "../../api/mutations.ts";
import styles from "./detail.module.css";
import { DuplicateTo } from "./duplicate-to.tsx";

/** The actions on a workflow. */
export function Actions({
  workflow,
  onGone,
}: {
  readonly workflow: WorkflowDetail;
  readonly onGone: () => void;
}) {
  const { id, version } = workflow;
  const save = useSaveWorkflow({ id, version });
  const [isDeleting, setDeleting] = useState(false);
  const [isDuplicating, setDuplicating] = useState(false);
  const toggle = () => {
    const draft = workflowDraftSchema.parse(workflow);
    save.mutate({ ...draft, enable: !workflow.enable });
  };
  return (
    <>
      <div className={styles["actions"]}>
        <Link
          to="/workflows/$id/edit"
          params={{ id }}
          search={(search) => search}
          state={{ opener: "detail" }}
          resetScroll={false}
          className={buttonClass("primary")}
        >
          Edit
        </Link>
        <Button disabled={save.isPending} onClick={toggle}>
          {workflow.enable ? "Disable" : "Enable"}
        </Button>
        <Link
          to="/workflows/$id/duplicate"
          params={{ id }}
          search={(search) => search}
          state={{ opener: "detail" }}
          resetScroll={false}
          className={buttonClass()}
        >
          Duplicate
        </Link>
        <Button onClick={() => setDuplicating(true)}>Duplicate to…</Button>
        <Button onClick={() => setDeleting(true)}>Delete…</Button>
      </div>
      {save.isError && <EditFailure id={id} error={save.error} onDone={save.reset} />}
      {isDuplicating && <DuplicateTo workflow={workflow} onClose={() => setDuplicating(false)} />}
      {isDeleting && (
        <DeleteConfirm
          id={id}
          name={workflow.name}
          version={version}
          onCancel={() => setDeleting(false)}
          onGone={onGone}
        />
      )}
    </>
  );
}

function EditFailure(props: {
  readonly id: string;
  readonly error: unknown;
  readonly onDone: () => void;
}) {
  const client = useQueryClient();
  const isStale = hasStatus(props.error, 412);
  const reload = () => {
    props.onDone();
    void client.invalidateQueries({ queryKey: ["workflows"] });
  };
  return (
    <ErrorNotice
      title={isStale ? "Changed elsewhere meanwhile: reload to see it." : "Not saved."}
      error={isStale ? "Nothing was overwritten." : props.error}
      onRetry={reload}
      retryLabel={isStale ? "Reload" : "Dismiss"}
    />
  );
}

function DeleteConfirm(props: {
  readonly id: string;
  readonly name: string;
  readonly version: number | null;
  readonly onCancel: () => void;
  readonly onGone: () => void;
}) {
  // Not a version that the page received while it asks: the user has not seen it.
  const [shownVersion] = useState(props.version);
  const remove = useDeleteWorkflow(props.id, shownVersion);
  // After a change the deletion must be confirmed again.
  const isStale = hasStatus(remove.error, 412);
  return (
    <Confirm
      title="Delete this workflow?"
      confirmLabel="Delete"
      cancelLabel="Keep it"
      busy={remove.isPending || isStale}
      onCancel={props.onCancel}
      onConfirm={() => remove.mutate(undefined, { onSuccess: props.onGone })}
    >
      <p>
        “{props.name}” will not be evaluated again, and its orders disappear from these pages. This
        cannot be undone.
      </p>
      {remove.isError && (
        <ErrorNotice
          title={isStale ? "Changed elsewhere meanwhile." : "Not deleted."}
          error={
            isStale ? "Nothing was deleted. Keep it to see the current version." : remove.error
          }
        />
      )}
    </Confirm>
  );
}

/** A stored workflow that cannot be read: its problems, and deletion as the only action. */
export function BrokenActions(props: {
  readonly id: string;
  readonly name: string;
  readonly problems: readonly string[];
  readonly onGone: () => void;
}) {
  const [isDeleting, setDeleting] = useState(false);
  return (
    <div className={styles["broken"]}>
      <p>This workflow cannot be read, and is not evaluated:</p>
      <ul>
        {props.problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
      <Button onClick={() => setDeleting(true)}>Delete…</Button>
      {isDeleting && (
        <DeleteConfirm
          id={props.id}
          name={props.name}
          version={null}
          onCancel={() => setDeleting(false)}
          onGone={props.onGone}
        />
      )}
    </div>
  );
}
