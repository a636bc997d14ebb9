import type { WorkflowDraft } from "@bellwether/core/workflow";
import { conditionsWords, triggerWords } from "../../words.ts";
import styles from "./form.module.css";

/** The form in words, as soon as it is complete. */
export function Preview({ draft }: { readonly draft: WorkflowDraft | null }) {
  return (
    <p className={styles["preview"]} aria-live="polite">
      {draft === null
        ? "Once every field is filled in, this describes what the workflow does."
        : `${conditionsWords(draft)} Then: ${triggerWords(draft.trigger, draft.cfd)}`}
    </p>
  );
}
