// Does the check see through a policy that only looks whole? Each procedure in turn gives way to one of the same name
// that asks for a line of free text and does nothing: `shells.mjs BUILD [POLICY…]`. `policy check` must refuse each.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";

const [build, ...named] = process.argv.slice(2);
const policies = named.length ? named : ["policy/taishi", "tests/policies/minato"];
const run = promisify(execFile);

const clauseOf = (p) => p.clause ?? (p.steps ?? []).find((s) => s.clause)?.clause;
// Started by everybody, whatever the policy calls them: for what it lacks, not for a wrong name, it must be refused.
function shellOf(p, everybody) {
  const clause = clauseOf(p);
  const step = { do: "x", label: "する", by: "applicant", form: [{ name: "note", label: "記録", type: "text", required: true }] };
  return { id: p.id, label: p.label, start: [{ by: everybody }], form: [], steps: [clause ? { ...step, clause } : step] };
}

async function isRefused(folder) {
  try {
    await run(join(build, "sekimori"), ["policy", "check", folder], { maxBuffer: 1 << 26 });
    return false;
  } catch {
    return true;
  }
}

const readTree = (policy, name) => parse(readFileSync(join(policy, name), "utf8"));

async function policyTest(policy, work) {
  const names = readdirSync(policy).filter((n) => n.endsWith(".yaml"));
  const everybody = names.flatMap((n) => readTree(policy, n).roles ?? []).find((r) => r.everyone && !r.town).id;
  let seen = 0, all = 0;
  if (await isRefused(policy)) {
    console.log(`${policy} itself does not pass the check`);
    return { seen: 0, missed: 1 };
  }
  for (const name of names) {
    const tree = readTree(policy, name);
    for (let i = 0; i < (tree.procedures ?? []).length; i++) {
      const shell = { ...tree, procedures: tree.procedures.with(i, shellOf(tree.procedures[i], everybody)) };
      const folder = join(work, "policy");
      rmSync(folder, { recursive: true, force: true });
      cpSync(policy, folder, { recursive: true, filter: (from) => !from.includes("scenarios") });
      writeFileSync(join(folder, name), stringify(shell, { lineWidth: 0 }));
      all++;
      if (await isRefused(folder)) seen++;
      else console.log(`${policy}/${name}: a shell in place of ${tree.procedures[i].id} passes the check`);
    }
  }
  console.log(`${policy}: ${seen}/${all} shells refused`);
  return { seen, missed: all - seen };
}

const work = mkdtempSync(join(tmpdir(), "sekimori-shells-"));
let passed = 0, failed = 0;
try {
  for (const policy of policies) {
    const { seen, missed } = await policyTest(policy, work);
    passed += seen;
    failed += missed;
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`shells: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
