import type { ImportPreview, ImportResult } from "@bellwether/core/api";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Badge } from "../../../ui/badge.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { number } from "../../../ui/number.ts";
import { codesQuery } from "../api/queries.ts";
import { Findings } from "./findings.tsx";
import styles from "./transfer.module.css";

/** A change overwrites what is stored. */
const TONES = { created: "info", updated: "warn", unchanged: "neutral" } as const;

/** What an import has done. */
export function Result({ result }: { readonly result: ImportResult }) {
  return (
    <>
      <Notice tone="good">
        Imported: {number(result.created)} created, {number(result.updated)} updated,{" "}
        {number(result.unchanged)} unchanged.
      </Notice>
      {result.warnings.length > 0 && (
        <Notice tone="warn">Imported, with warnings: see below.</Notice>
      )}
      <Findings label="Warnings" findings={result.warnings} />
      <ul className={styles["imported"]}>
        {result.workflows.map((workflow) => (
          <li key={workflow.id}>
            <Badge tone={TONES[workflow.outcome]}>{workflow.outcome}</Badge>{" "}
            <Link to="/workflows/$id" params={{ id: workflow.id }} state={{ opener: "page" }}>
              {workflow.name}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

const PLANNED = { created: "new", updated: "changes", unchanged: "stays" } as const;

/** As many rows as can be read; the counts are of all. */
const MOST_ROWS = 200;

/** What an import would do, before anything is written. */
export function Preview({ preview }: { readonly preview: ImportPreview }) {
  const { created, updated, unchanged, workflows, warnings } = preview;
  const rest = workflows.length - MOST_ROWS;
  return (
    <section aria-labelledby="preview-title" className={styles["preview"]}>
      <h3 id="preview-title">
        {number(created)} to create, {number(updated)} to change, {number(unchanged)} to leave as
        they are
      </h3>
      {warnings.length > 0 && (
        <Notice tone="warn">It can be imported, with warnings: see below.</Notice>
      )}
      <UncheckedCodes codes={preview.unchecked_codes} />
      <Findings label="Warnings" findings={warnings} />
      <ul className={styles["imported"]}>
        {workflows.slice(0, MOST_ROWS).map(({ name, line, outcome, changes }) => (
          <li key={name}>
            <Badge tone={TONES[outcome]}>{PLANNED[outcome]}</Badge> {name}{" "}
            <span className={styles["soft"]}>line {line}</span>
            {changes.length > 0 && (
              <span className={styles["soft"]}>
                : {changes.map((field) => field.replaceAll("_", " ")).join(", ")}
              </span>
            )}
          </li>
        ))}
      </ul>
      {rest > 0 && <p className={styles["soft"]}>and {number(rest)} more</p>}
    </section>
  );
}

/** What the market says of the codes that the import could not ask it about: on AWS all of them,
 *  elsewhere those that took too long. */
function UncheckedCodes({ codes }: { readonly codes: readonly string[] }) {
  const { data, isFetching, isError } = useQuery(codesQuery(codes));
  const { asked = 0, known = 0, unknown = [] } = data ?? {};
  const silent = isError ? codes.length - known - unknown.length : asked - known - unknown.length;
  return (
    <>
      {isFetching && (
        <p className={styles["soft"]}>
          Asking the market about the instruments: {number(asked)} of {number(codes.length)}
        </p>
      )}
      {unknown.length > 0 && (
        <Notice tone="warn">
          The market does not list {listOf(unknown)}: a workflow of it is skipped at each run.
        </Notice>
      )}
      {!isFetching && silent > 0 && (
        <Notice tone="warn">
          The market did not answer for {number(silent)} of {number(codes.length)} instruments. The
          list shows after the next run whether it knows them.
        </Notice>
      )}
    </>
  );
}

const MOST_NAMED = 20;

function listOf(codes: readonly string[]): string {
  const named = codes.slice(0, MOST_NAMED).join(", ");
  const rest = codes.length - MOST_NAMED;
  return rest > 0 ? `${named} and ${number(rest)} more` : named;
}
