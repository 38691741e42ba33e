/**
 * Words that the most used passwords of public leaks are made of. Passwords have at least 12 characters, so what people
 * take is one of these with digits or signs around it, or several of them in a row.
 */
export const WELL_KNOWN_WORDS: ReadonlySet<string> = new Set(
  `password passwort passw0rd p4ssword pass passwd admin administrator root user guest test testing demo login welcome
  hello letmein iloveyou monkey dragon sunshine princess football baseball basketball soccer hockey superman batman
  master shadow michael jennifer jordan michelle jessica charlie daniel thomas andrew joshua ashley hunter ranger buster
  tigger ginger summer winter spring autumn january february march april june july august september october november
  december monday friday sunday trustno starwars pokemon naruto minecraft computer internet samsung google facebook
  whatever freedom secret changeme default temp temporary qwerty qwertz azerty qwertyuiop qwertzuiop asdfgh asdfghjkl
  zxcvbnm qazwsx qazwsxedc abcdef abcdefgh abcdefghijkl abc xyz love lovely loveme babygirl angel flower cookie cheese
  chocolate banana orange purple yellow silver golden killer hacker matrix mustang porsche ferrari mercedes corvette
  liverpool arsenal chelsea barcelona london berlin paris america security correct horse battery staple muster`
    .split(/\s+/)
    .filter((word) => word !== ""),
);
