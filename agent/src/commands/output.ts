/** Where a command's words go; handed in so that tests can read them. */
export interface Output {
  line(text: string): void;
  error(text: string): void;
}

export const terminalOutput: Output = {
  line: (text) => void process.stdout.write(`${text}\n`),
  error: (text) => void process.stderr.write(`${text}\n`),
};
