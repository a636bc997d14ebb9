import type { FieldError, ImportResult } from "@bellwether/core/api";
import { decodeUtf8 } from "@bellwether/core/text";
import { Link } from "@tanstack/react-router";
import { type ChangeEvent, type DragEvent, useId, useState } from "react";
import { ApiError } from "../../../api/api-error.ts";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { ErrorNotice, Notice } from "../../../ui/notice.tsx";
import { number } from "../../../ui/number.ts";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import table from "../../../ui/table.module.css";
import { useImport } from "../api/mutations.ts";
import styles from "./transfer.module.css";

/** A file or pasted text, and the result of its import. */
export function ImportPanel() {
  const importing = useImport();
  const [yaml, setYaml] = useState("");
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const fileId = useId();
  const textId = useId();

  const change = (text: string) => {
    setYaml(text);
    setUnreadable(null);
    importing.reset();
  };
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    // Not `file.text()`, which silently replaces bytes that are not UTF-8.
    const decoded = decodeUtf8(new Uint8Array(await file.arrayBuffer()));
    change(decoded.kind === "text" ? decoded.text : "");
    if (decoded.kind === "not-utf8") {
      setUnreadable(`${file.name}, line ${decoded.line}: save the file in UTF-8.`);
    }
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };

  return (
    <section aria-labelledby="import-title" className={styles["panel"]}>
      <h2 id="import-title">Import</h2>
      <p className={styles["soft"]}>
        A workflow file in YAML. A workflow whose name exists already is updated. If anything is
        wrong, nothing is imported, and every error is told.
      </p>
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
          value={yaml}
          onChange={(event) => change(event.target.value)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={onDrop}
        />
      </div>
      <Button
        kind="primary"
        className={styles["start"]}
        disabled={yaml.trim() === "" || importing.isPending}
        onClick={() => importing.mutate(yaml)}
      >
        {importing.isPending ? "Importing…" : "Import"}
      </Button>
      {unreadable !== null && <ErrorNotice title="Not readable." error={new Error(unreadable)} />}
      {importing.isError && <Refusal error={importing.error} />}
      {importing.data !== undefined && <Result result={importing.data} />}
    </section>
  );
}

function Result({ result }: { readonly result: ImportResult }) {
  return (
    <>
      <Notice tone="good">
        Imported: {number(result.created)} created, {number(result.updated)} updated,{" "}
        {number(result.unchanged)} unchanged.
      </Notice>
      {result.warnings.length > 0 && (
        <Notice tone="warn">Imported, but not likely to signal: see below.</Notice>
      )}
      <Findings label="Warnings" findings={result.warnings} />
      <ul className={styles["imported"]}>
        {result.workflows.map((workflow) => (
          <li key={workflow.id}>
            <Badge tone={workflow.outcome === "unchanged" ? "neutral" : "buy"}>
              {workflow.outcome}
            </Badge>{" "}
            <Link to="/workflows/$id" params={{ id: workflow.id }} state={{ opener: "page" }}>
              {workflow.name}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Every error, by workflow and field. */
function Refusal({ error }: { readonly error: unknown }) {
  const errors = error instanceof ApiError ? error.fieldErrors : [];
  return (
    <>
      <ErrorNotice title="Nothing was imported." error={error} />
      <Findings label="Errors" findings={errors} />
    </>
  );
}

function Findings(props: { readonly label: string; readonly findings: readonly FieldError[] }) {
  if (props.findings.length === 0) return null;
  return (
    <ScrollArea label={props.label}>
      <table className={table["table"]}>
        <thead>
          <tr>
            <th scope="col" className={table["number"]}>
              Line
            </th>
            <th scope="col">Workflow</th>
            <th scope="col">Field</th>
            <th scope="col">What is wrong</th>
          </tr>
        </thead>
        <tbody>
          {props.findings.map((each) => (
            <tr key={`${each.line} ${each.workflow} ${each.field} ${each.reason}`}>
              <td className={table["number"]}>{each.line ?? ""}</td>
              <td>{each.workflow ?? ""}</td>
              <td>
                <code>{each.field}</code>
              </td>
              <td>{each.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
