import type { WorkflowDetail } from "@bellwether/core/api";
import type { WorkflowDraft } from "@bellwether/core/workflow";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useBlocker, useNavigate, useParams } from "@tanstack/react-router";
import { type ReactNode, useId, useRef, useState } from "react";
import { Confirm } from "../../../../ui/confirm.tsx";
import { Dialog } from "../../../../ui/dialog.tsx";
import { DialogHead } from "../../../../ui/dialog-head.tsx";
import { ErrorNotice } from "../../../../ui/notice.tsx";
import { usePageTitle } from "../../../../ui/page-title.ts";
import { Skeleton } from "../../../../ui/skeleton.tsx";
import { type SaveTarget, useSaveWorkflow } from "../../api/mutations.ts";
import { detailQuery } from "../../api/queries.ts";
import { BLANK, copyOf, type FormValues, formOf } from "../../form-values.ts";
import { useLeaveToDetail, useLeaveToPage } from "../use-leave.ts";
import styles from "./form.module.css";
import { WorkflowForm } from "./workflow-form.tsx";

export function CreateDialog() {
  const leave = useLeaveToPage();
  return (
    <Editor
      title="New workflow"
      submitLabel="Create"
      target={null}
      initial={BLANK}
      onLoadStored={null}
      onLeave={leave}
    />
  );
}

export function DuplicateDialog() {
  const { id } = useParams({ from: "/list/workflows/$id/duplicate" });
  const leave = useLeaveToDetail(id);
  return (
    <Loaded id={id} title="Duplicate" onLeave={leave}>
      {(workflow) => (
        <Editor
          title={`Copy of ${workflow.name}`}
          submitLabel="Create"
          target={null}
          initial={copyOf(workflow)}
          onLoadStored={null}
          onLeave={leave}
        />
      )}
    </Loaded>
  );
}

export function EditDialog() {
  const { id } = useParams({ from: "/list/workflows/$id/edit" });
  const leave = useLeaveToDetail(id);
  return (
    <Loaded id={id} title="Edit" onLeave={leave}>
      {(workflow, reload) => (
        <Editor
          key={workflow.version}
          title={`Edit ${workflow.name}`}
          submitLabel="Save"
          target={{ id, version: workflow.version }}
          initial={formOf(workflow)}
          onLoadStored={reload}
          onLeave={leave}
        />
      )}
    </Loaded>
  );
}

/** The workflow as it was when the editor opened. Polled changes do not reach the form: an edit
 *  is based on the version its author saw, until the author reloads. */
function Loaded(props: {
  readonly id: string;
  readonly title: string;
  readonly onLeave: () => void;
  readonly children: (workflow: WorkflowDetail, reload: () => void) => ReactNode;
}) {
  const client = useQueryClient();
  const detail = useQuery(detailQuery(props.id));
  const [base, setBase] = useState<WorkflowDetail | null>(null);
  const titleId = useId();
  if (base === null && detail.data !== undefined) setBase(detail.data);
  const reload = () => {
    const query = { ...detailQuery(props.id), staleTime: 0 };
    void client.fetchQuery(query).then(setBase, () => {});
  };
  if (base !== null) return props.children(base, reload);
  return (
    <Dialog size="wide" labelledBy={titleId} onDismiss={props.onLeave}>
      <DialogHead id={titleId} title={props.title} onClose={props.onLeave} />
      <div className={styles["waiting"]}>
        {detail.isError ? (
          <ErrorNotice
            title="The workflow cannot be loaded."
            error={detail.error}
            onRetry={() => void detail.refetch()}
          />
        ) : (
          <Skeleton rows={8} label="Loading the workflow" />
        )}
      </div>
    </Dialog>
  );
}

function Editor(props: {
  readonly title: string;
  readonly submitLabel: string;
  readonly target: SaveTarget;
  readonly initial: FormValues;
  readonly onLoadStored: (() => void) | null;
  readonly onLeave: () => void;
}) {
  const { target } = props;
  usePageTitle(props.title);
  const save = useSaveWorkflow(target);
  const navigate = useNavigate();
  const titleId = useId();
  const isDirty = useRef(false);
  const blocker = useBlocker({
    shouldBlockFn: () => isDirty.current,
    enableBeforeUnload: () => isDirty.current,
    withResolver: true,
  });

  const submit = (draft: WorkflowDraft) =>
    save.mutate(draft, {
      onSuccess: (stored) => {
        isDirty.current = false;
        if (target !== null) props.onLeave();
        else {
          void navigate({
            to: "/workflows/$id",
            params: { id: stored.id },
            search: (search) => search,
            state: (state) => ({ opener: state.opener === "page" ? "page" : undefined }),
            replace: true,
            resetScroll: false,
          });
        }
      },
    });

  return (
    <Dialog size="wide" labelledBy={titleId} onDismiss={props.onLeave}>
      <DialogHead id={titleId} title={props.title} onClose={props.onLeave} />
      <WorkflowForm
        initial={props.initial}
        submitLabel={props.submitLabel}
        isSaving={save.isPending}
        failure={save.error}
        onLoadStored={
          props.onLoadStored === null
            ? null
            : () => {
                isDirty.current = false;
                props.onLoadStored?.();
              }
        }
        onDirty={(dirty) => {
          isDirty.current = dirty;
        }}
        onSubmit={submit}
        onCancel={props.onLeave}
      />
      {blocker.status === "blocked" && (
        <Confirm
          title="Discard your changes?"
          confirmLabel="Discard"
          cancelLabel="Keep editing"
          onCancel={blocker.reset}
          onConfirm={blocker.proceed}
        >
          <p>It has not been saved.</p>
        </Confirm>
      )}
    </Dialog>
  );
}
