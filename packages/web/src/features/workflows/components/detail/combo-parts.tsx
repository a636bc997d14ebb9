import { COMBO_PART_WORDS, COMBO_STRENGTH_WORDS, type ComboPart } from "@bellwether/core/indicator";
import type { IndicatorValue } from "@bellwether/core/workflow";
import { Badge } from "../../../../ui/badge.tsx";
import styles from "./detail.module.css";

/** Which parts of a combo hold, and what makes one that was found stronger. */
export function ComboParts(props: {
  readonly parts: readonly ComboPart[];
  readonly value: IndicatorValue;
}) {
  const { parts, value } = props;
  const found =
    value !== null && typeof value === "object" && "details" in value ? value.details : null;
  const strengths = Object.entries(found ?? {}) as [keyof typeof COMBO_STRENGTH_WORDS, boolean][];
  return (
    <>
      <p className={styles["soft"]}>A combo needs all of these:</p>
      <ul className={styles["parts"]}>
        {parts.map(({ name, holds }) => (
          <Part key={name} words={COMBO_PART_WORDS[name]} holds={holds} />
        ))}
      </ul>
      {strengths.length > 0 && (
        <>
          <p className={styles["soft"]}>It is stronger the more of these hold:</p>
          <ul className={styles["parts"]}>
            {strengths.map(([name, holds]) => (
              <Part key={name} words={COMBO_STRENGTH_WORDS[name]} holds={holds} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Part({ words, holds }: { readonly words: string; readonly holds: boolean | null }) {
  return (
    <li>
      <Badge tone={holds === true ? "info" : "neutral"}>
        {holds === null ? "no trend" : holds ? "holds" : "no"}
      </Badge>
      <span>{words}</span>
    </li>
  );
}
