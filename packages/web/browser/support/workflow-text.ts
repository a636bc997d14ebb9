/** The text of a workflow that is switched off, as in a file. */
export const workflowNamed = (name: string) => `- name: ${name}
  index: DAX.I
  cfd: GER40.I
  enable: false
  dry_run: true
  conditions:
    - indicator: {name: ma50, ut: h1}
      close: {direction: below, ut: h1, spread: 10}
  trigger: {ut: h1, signal: breakout, location: lower, order_direction: sell, quantity: 1}
`;
