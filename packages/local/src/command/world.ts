/** Where text goes, and whether somebody looks at it. */
export type Output = Pick<NodeJS.WriteStream, "write"> & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** What the commands need of the process, so that a test can stand in for it. */
export type World = Readonly<{
  variables: Readonly<Record<string, string | undefined>>;
  /** Where results go. */
  out: Output;
  /** Where progress and complaints go: results can be piped without them. */
  err: Output;
  /** Who is at the terminal. */
  user: string;
  /** Asks a question that is answered with yes or no; null where nobody can be asked. */
  confirm: ((question: string) => Promise<boolean>) | null;
  /** Sets what the process ends with: 0 done, 1 failed, 2 used wrongly. */
  exit: (code: number) => void;
}>;
