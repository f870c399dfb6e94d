// Does the check see through a policy that only looks whole? Each procedure in turn gives way to one of the same name
// that asks for a line of free text and does nothing: `shells.mjs BUILD [POLICY]`. `policy check` must refuse each.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";

const [build, policy = "policy/taishi"] = process.argv.slice(2);
const run = promisify(execFile);

const clauseOf = (p) => p.clause ?? (p.steps ?? []).find((s) => s.clause)?.clause;
function shellOf(p) {
  const clause = clauseOf(p);
  const step = { do: "x", label: "する", by: "applicant", form: [{ name: "note", label: "記録", type: "text", required: true }] };
  return { id: p.id, label: p.label, start: [{ by: "staff" }], form: [], steps: [clause ? { ...step, clause } : step] };
}

async function isRefused(folder) {
  try {
    await run(join(build, "sekimori"), ["policy", "check", folder], { maxBuffer: 1 << 26 });
    return false;
  } catch {
    return true;
  }
}

const work = mkdtempSync(join(tmpdir(), "sekimori-shells-"));
let seen = 0, all = 0, failed = 0;
try {
  if (await isRefused(policy)) {
    console.log(`${policy} itself does not pass the check`);
    failed++;
  }
  for (const name of readdirSync(policy).filter((n) => n.endsWith(".yaml"))) {
    const tree = parse(readFileSync(join(policy, name), "utf8"));
    for (let i = 0; i < (tree.procedures ?? []).length; i++) {
      const shell = { ...tree, procedures: tree.procedures.with(i, shellOf(tree.procedures[i])) };
      const folder = join(work, "policy");
      rmSync(folder, { recursive: true, force: true });
      cpSync(policy, folder, { recursive: true, filter: (from) => !from.includes("scenarios") });
      writeFileSync(join(folder, name), stringify(shell, { lineWidth: 0 }));
      all++;
      if (await isRefused(folder)) seen++;
      else console.log(`${name}: a shell in place of ${tree.procedures[i].id} passes the check`);
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
failed += all - seen;
console.log(`${seen}/${all} shells refused`);
console.log(`shells: ${seen} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
