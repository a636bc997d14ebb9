import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../../ui/button.tsx";
import { instrumentQuery } from "../../api/draft-queries.ts";
import { type Target, targetOf } from "../../duplicate-file.ts";
import { InstrumentField } from "../form/instrument-field.tsx";
import { useCodeErrors } from "../form/use-code-errors.ts";
import styles from "./detail.module.css";

const NONE = { index: "", cfd: "" };

/** Any instrument that the market's search finds, as the index and as what is ordered. */
export function AddInstrument({ onAdd }: { readonly onAdd: (target: Target) => void }) {
  const [codes, setCodes] = useState(NONE);
  const errors = useCodeErrors(codes);
  const index = useInstrument(codes.index);
  const ordered = useInstrument(codes.cfd.trim() === "" ? codes.index : codes.cfd);
  const target = index === null || ordered === null ? null : targetOf(index, ordered);
  const add = () => {
    if (target === null) return;
    onAdd(target);
    setCodes(NONE);
  };
  return (
    <fieldset className={styles["panel"]}>
      <legend>Another instrument</legend>
      <InstrumentField
        field="index"
        label="Index"
        help="index"
        hint="Search by name or code"
        value={codes.index}
        error={errors.index}
        onText={(text) => setCodes({ ...codes, index: text })}
      />
      <InstrumentField
        field="cfd"
        label="CFD"
        help="cfd"
        hint="Empty: the same as the index"
        value={codes.cfd}
        error={errors.cfd}
        onText={(text) => setCodes({ ...codes, cfd: text })}
      />
      <Button disabled={target === null} onClick={add}>
        Add
      </Button>
    </fieldset>
  );
}

/** The instrument with exactly this code; null while the market has not named it. */
function useInstrument(typed: string) {
  const code = typed.trim();
  const found = useQuery(instrumentQuery(code)).data?.instruments;
  return found?.find((instrument) => instrument.code === code) ?? null;
}
