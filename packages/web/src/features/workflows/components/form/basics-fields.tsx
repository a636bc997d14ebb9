import { useQuery } from "@tanstack/react-query";
import { Button } from "../../../../ui/button.tsx";
import { listQuery } from "../../api/queries.ts";
import { suggestedName } from "../../suggested-name.ts";
import { CheckField, type FieldsProps, TextField } from "./fields.tsx";
import styles from "./form.module.css";
import { InstrumentField } from "./instrument-field.tsx";

/** Name, instruments, and whether it is enabled. */
export function BasicsFields({ values, errors, set }: FieldsProps) {
  const names = useQuery(listQuery).data?.workflows.map(({ name }) => name) ?? [];
  const suggestion = values.name.trim() === "" ? suggestedName(values, names) : null;
  return (
    <fieldset className={styles["group"]}>
      <legend>Basics</legend>
      <TextField
        field="name"
        label="Name"
        data-first-focus=""
        value={values.name}
        maxLength={220}
        error={errors.name}
        onText={(name) => set({ name })}
      />
      {suggestion !== null && (
        <Button className={styles["suggestion"]} onClick={() => set({ name: suggestion })}>
          Name it “{suggestion}”
        </Button>
      )}
      <div className={styles["pair"]}>
        <InstrumentField
          field="index"
          label="Index"
          help="index"
          hint="The indicator is computed on it"
          value={values.index}
          error={errors.index}
          onText={(index) => set({ index })}
        />
        <InstrumentField
          field="cfd"
          label="CFD"
          help="cfd"
          hint="The order is for it"
          value={values.cfd}
          error={errors.cfd}
          onText={(cfd) => set({ cfd })}
        />
      </div>
      <TextField
        field="tags"
        label="Tags"
        hint="Words to find it by, separated by commas"
        value={values.tags}
        error={errors.tags}
        onText={(tags) => set({ tags })}
      />
      <TextField
        field="end_date"
        label="End date"
        type="date"
        hint="The last day on which it is evaluated; empty for no end"
        value={values.end_date}
        error={errors.end_date}
        onText={(end_date) => set({ end_date })}
      />
      <CheckField
        label="Enabled"
        hint="Evaluated at every run"
        checked={values.enable}
        onChecked={(enable) => set({ enable })}
      />
      <CheckField
        label="Dry run"
        hint="Announced and stored like any other, and marked as a dry run everywhere"
        checked={values.dry_run}
        onChecked={(dry_run) => set({ dry_run })}
      />
      <CheckField
        label="US market"
        hint="New York sessions instead of Paris"
        checked={values.is_us}
        onChecked={(is_us) => set({ is_us })}
      />
    </fieldset>
  );
}
