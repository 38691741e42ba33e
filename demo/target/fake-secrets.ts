import { createHash } from "node:crypto";

/**
 * Strings in the shape of real secrets. They are put together here, at run time, so that no scanner takes this repository for a leak; they are the same in
 * every run, so that a second scan of the demo archive finds the same findings again.
 */
function letters(seed: string, length: number, alphabet: string): string {
  let text = "";
  for (let round = 0; text.length < length; round += 1)
    for (const byte of createHash("sha256").update(`${seed} ${round}`).digest())
      text += alphabet[byte % alphabet.length];
  return text.slice(0, length);
}

const upper = "ABCDEFGHJKLMNPQRSTUVWXYZ";
const alphanumeric = `${upper}${upper.toLowerCase()}23456789`;

export const fakeSecrets = {
  awsAccessKeyId: `AK${"IA"}${letters("aws id", 16, `${upper}234567`)}`,
  awsSecretAccessKey: letters("aws secret", 40, alphanumeric),
  githubToken: `gh${"p_"}${letters("github", 36, alphanumeric)}`,
  npmToken: `npm${"_"}${letters("npm", 36, alphanumeric)}`,
  slackToken: `xo${"xb-"}${letters("slack id", 12, "123456789")}-${letters("slack", 24, alphanumeric)}`,
  databasePassword: letters("database", 18, alphanumeric),
  privateKey: [
    `-----BEGIN RSA PRIVATE${" KEY-----"}`,
    `MI${letters("key start", 62, alphanumeric)}`,
    ...Array.from({ length: 11 }, (_, line) => letters(`key ${line}`, 64, alphanumeric)),
    `-----END RSA PRIVATE${" KEY-----"}`,
  ].join("\n"),
};
