// In JavaScript that an old Node reads as well, and the first import of each program: whatever comes after it is too new for that.

/** The oldest major version of Node that the sources run on. */
const OLDEST = 24;

/** The sentence for whoever starts on this version of Node, as `process.version` has it; null where it runs the sources. */
export function complaintAbout(version) {
  const major = Number(/^v(\d+)\./.exec(version)?.[1]);
  if (major >= OLDEST) return null;
  return `tillbridge needs Node ${OLDEST} or later, and this is ${version}: start it by \`npm start\` or \`npm run cli -- <command>\`, which bring their own.`;
}

const complaint = complaintAbout(process.version);
if (complaint !== null) {
  process.stderr.write(`${complaint}\n`);
  process.exit(1);
}
