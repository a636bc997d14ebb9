import { Button } from "../../../ui/button.tsx";
import { ErrorNotice } from "../../../ui/notice.tsx";
import { usePageTitle } from "../../../ui/page-title.ts";
import { saveFile } from "../../../ui/save-file.ts";
import { useExport } from "../api/mutations.ts";
import { ImportPanel } from "./import-panel.tsx";
import styles from "./transfer.module.css";

/** Import and export of workflow files. */
export function TransferPage() {
  usePageTitle("Import & export");
  return (
    <section aria-labelledby="transfer-title" className={styles["page"]}>
      <h1 id="transfer-title">Import &amp; export</h1>
      <ImportPanel />
      <ExportPanel />
    </section>
  );
}

function ExportPanel() {
  const exporting = useExport();
  return (
    <section aria-labelledby="export-title" className={styles["panel"]}>
      <h2 id="export-title">Export</h2>
      <p className={styles["soft"]}>All workflows in one YAML file, which can be imported again.</p>
      <Button
        className={styles["start"]}
        disabled={exporting.isPending}
        onClick={() =>
          exporting.mutate(undefined, {
            onSuccess: (yaml) => saveFile("workflows.yml", "application/yaml", yaml),
          })
        }
      >
        Download workflows.yml
      </Button>
      {exporting.isError && <ErrorNotice title="Not exported." error={exporting.error} />}
    </section>
  );
}
