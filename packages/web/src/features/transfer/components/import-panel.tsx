import { decodeUtf8 } from "@bellwether/core/text";
import { type ChangeEvent, type DragEvent, useId, useRef, useState } from "react";
import { ApiError } from "../../../api/api-error.ts";
import { Button } from "../../../ui/button.tsx";
import { Choice } from "../../../ui/choice.tsx";
import { ErrorNotice } from "../../../ui/notice.tsx";
import { type ImportFile, useImport, useImportPreview } from "../api/mutations.ts";
import { Findings } from "./findings.tsx";
import { Preview, Result } from "./import-result.tsx";
import styles from "./transfer.module.css";

const NO_FILE: ImportFile = { yaml: "", conditions: null };

/** How long after the last change of the text its preview is asked for, in milliseconds. */
const PAUSE_MS = 300;

const CHOICES = [
  { value: "none", label: "choose…" },
  { value: "first", label: "the first alone, as the reference" },
  { value: "all", label: "all of them" },
] as const;

/** A file or pasted text, what its import would do, and its result. */
export function ImportPanel() {
  const importing = useImport();
  const previewing = useImportPreview();
  const pause = useRef<number>(undefined);
  const [file, setFile] = useState<ImportFile>(NO_FILE);
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const isCurrent = previewing.variables === file;

  const look = (next: ImportFile, afterMs: number) => {
    setFile(next);
    importing.reset();
    window.clearTimeout(pause.current);
    if (next.yaml.trim() === "") previewing.reset();
    else pause.current = window.setTimeout(() => previewing.mutate(next), afterMs);
  };

  return (
    <section aria-labelledby="import-title" className={styles["panel"]}>
      <h2 id="import-title">Import</h2>
      <p className={styles["soft"]}>
        A workflow file in YAML. A workflow whose name exists already is updated. What would change
        is shown before anything is written; if anything is wrong, nothing is imported.
      </p>
      <FileFields
        yaml={file.yaml}
        onText={(yaml) => {
          setUnreadable(null);
          look({ ...file, yaml }, PAUSE_MS);
        }}
        onUnreadable={(why) => {
          look({ ...file, yaml: "" }, 0);
          setUnreadable(why);
        }}
      />
      {(file.conditions !== null || (isCurrent && asksForChoice(previewing.error))) && (
        <Choice
          label="Of several conditions without match, import"
          value={file.conditions ?? "none"}
          options={CHOICES}
          onChange={(chosen) => look({ ...file, conditions: chosen === "none" ? null : chosen }, 0)}
        />
      )}
      {unreadable !== null && <ErrorNotice title="Not readable." error={new Error(unreadable)} />}
      <div aria-live="polite" className={styles["preview"]}>
        {isCurrent && previewing.isError && (
          <Refusal title="This cannot be imported as it is." error={previewing.error} />
        )}
        {isCurrent && previewing.data !== undefined && importing.data === undefined && (
          <Preview preview={previewing.data} />
        )}
      </div>
      <Button
        kind="primary"
        className={styles["start"]}
        disabled={!isCurrent || !previewing.isSuccess || importing.isPending}
        onClick={() => importing.mutate(file)}
      >
        {importing.isPending ? "Importing…" : "Import"}
      </Button>
      {importing.isError && <Refusal title="Nothing was imported." error={importing.error} />}
      {importing.data !== undefined && <Result result={importing.data} />}
    </section>
  );
}

/** Every error, by workflow and field. */
function Refusal({ title, error }: { readonly title: string; readonly error: unknown }) {
  const errors = error instanceof ApiError ? error.fieldErrors : [];
  return (
    <>
      <ErrorNotice title={title} error={error} />
      <Findings label="Errors" findings={errors} />
    </>
  );
}

/** Whether a refusal asks which of several conditions are meant. */
function asksForChoice(error: unknown): boolean {
  return error instanceof ApiError && error.fieldErrors.some(({ field }) => field === "conditions");
}

/** A file to choose, or its text. */
function FileFields(props: {
  readonly yaml: string;
  readonly onText: (yaml: string) => void;
  readonly onUnreadable: (why: string) => void;
}) {
  const fileId = useId();
  const textId = useId();
  const take = async (given: File | undefined) => {
    if (given === undefined) return;
    // Not `given.text()`, which silently replaces bytes that are not UTF-8.
    const decoded = decodeUtf8(new Uint8Array(await given.arrayBuffer()));
    if (decoded.kind === "text") props.onText(decoded.text);
    else props.onUnreadable(`${given.name}, line ${decoded.line}: save the file in UTF-8.`);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  return (
    <>
      <div className={styles["file"]}>
        <label htmlFor={fileId}>Workflow file</label>
        <input
          id={fileId}
          type="file"
          accept=".yml,.yaml,application/yaml,text/yaml"
          // Reset it, so that selecting the same file after a correction fires a change event.
          onClick={(event) => {
            event.currentTarget.value = "";
          }}
          onChange={(event: ChangeEvent<HTMLInputElement>) => void take(event.target.files?.[0])}
        />
      </div>
      <div className={styles["text"]}>
        <label htmlFor={textId}>Or its text, pasted or dropped here</label>
        <textarea
          id={textId}
          rows={12}
          spellCheck={false}
          value={props.yaml}
          onChange={(event) => props.onText(event.target.value)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={onDrop}
        />
      </div>
    </>
  );
}
