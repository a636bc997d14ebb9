import type { FieldError } from "@bellwether/core/api";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import table from "../../../ui/table.module.css";

/** What is wrong with a file, or doubtful, by workflow and field. */
export function Findings(props: {
  readonly label: string;
  readonly findings: readonly FieldError[];
}) {
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
            <th scope="col">Reason</th>
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
