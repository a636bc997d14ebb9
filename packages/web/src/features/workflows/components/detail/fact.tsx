import type { ReactNode } from "react";
import { Help } from "../../../../help/help.tsx";
import type { HelpTerm } from "../../../../help/help-texts.ts";

/** A name and a value in a list of facts, with an explanation of the name. */
export function Fact(props: {
  readonly name: string;
  readonly help?: HelpTerm;
  readonly children: ReactNode;
}) {
  return (
    <div>
      <dt>
        {props.name} {props.help !== undefined && <Help term={props.help} />}
      </dt>
      <dd>{props.children}</dd>
    </div>
  );
}
