// Do the scenarios notice? Every procedure of a policy is broken in small ways, one at a time, and some
// scenario must fail: `mutation.mjs BUILD [POLICY…]`. A mutant that `policy check` refuses is noticed, too.
// ONLY=take-out,incident keeps to these procedures.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";

const WANTED = 0.95;
const [build, ...named] = process.argv.slice(2);
const run = promisify(execFile);
const sekimori = join(build, "sekimori");
const only = process.env.ONLY?.split(",");

const text = (tree) => stringify(tree, { lineWidth: 0, aliasDuplicateObjects: false });
const copy = (tree) => JSON.parse(JSON.stringify(tree));
const nameOf = (step) => step.decide ?? step.do ?? step.inform ?? step.control;

function readPolicy(folder) {
  const files = {};
  for (const name of readdirSync(folder).filter((n) => n.endsWith(".yaml"))) files[name] = parse(readFileSync(join(folder, name), "utf8"));
  return files;
}

// A role of the same reach, so that the mutant still loads, but of other people: else nothing would be broken.
function otherRole(roles, id) {
  const role = roles.find((r) => r.id === id), people = (r) => JSON.stringify(r["held-by"]);
  if (!role) return undefined;
  const alike = roles.filter((r) => Boolean(r.town) === Boolean(role.town) && !r.everyone);
  const after = [...alike.slice(alike.indexOf(role) + 1), ...alike];
  return after.find((r) => people(r) !== people(role))?.id;
}

// Each gives the ways in which it breaks one step: [what it did, how].
const stepOperators = [
  () => [["step dropped", (steps, i) => steps.splice(i, 1)]],
  (step) => (step.when ?? []).map((_, k) => [`condition ${k + 1} dropped`, (steps, i) => {
    steps[i].when.splice(k, 1);
    if (steps[i].when.length === 0) delete steps[i].when;
  }]),
  (step, { roles }) => {
    const other = otherRole(roles, step.by);
    return other ? [[`by ${step.by} became ${other}`, (steps, i) => { steps[i].by = other; }]] : [];
  },
  (step, { procedure }) => {
    const things = (procedure.form ?? []).find((f) => f.type === "items" || f.type === "item");
    if (step.of === "applicant" && things) return [[`of applicant became ${things.name}`, (steps, i) => { steps[i].of = things.name; }]];
    if (step.of && step.of !== "applicant" && step.of !== "town") return [["of the owner became applicant", (steps, i) => {
      steps[i].of = "applicant";
      delete steps[i].each;
    }]];
    return [];
  },
  (step) => (step.each ? [["each dropped", (steps, i) => { delete steps[i].each; delete steps[i].enough; }]] : []),
  (step) => (step.due?.late ? [["late dropped", (steps, i) => { delete steps[i].due.late; }]] : []),
];

function mutantsOf(procedure, roles) {
  const out = [];
  for (const [i, step] of (procedure.steps ?? []).entries())
    for (const operator of stepOperators)
      for (const [what, change] of operator(step, { procedure, roles }))
        out.push({ what: `${nameOf(step)}: ${what}`, change: (p) => change(p.steps, i) });
  for (const i of (procedure.then ?? []).keys())
    out.push({ what: `then ${i + 1} (on ${procedure.then[i].on}) dropped`, change: (p) => p.then.splice(i, 1) });
  return out;
}

// Those that speak of the procedure first: they are the ones to notice.
function scenariosFor(folder, id) {
  const all = readdirSync(join(folder, "scenarios")).filter((n) => n.endsWith(".yaml"));
  const speaks = (name) => readFileSync(join(folder, "scenarios", name), "utf8").includes(`procedure: ${id}`);
  return [...all.filter(speaks), ...all.filter((n) => !speaks(n))];
}

const passes = async (args) => run(sekimori, args, { maxBuffer: 1 << 26 }).then(() => true, () => false);

async function noticed(folder, scenarios) {
  if (!(await passes(["policy", "check", folder]))) return true;
  for (const name of scenarios) if (!(await passes(["policy", "play", join(folder, "scenarios", name)]))) return true;
  return false;
}

async function tryMutant(folder, work, worker, mutant) {
  const here = join(work, `w${worker}`);
  const tree = copy(mutant.tree);
  mutant.change(tree.procedures.find((p) => p.id === mutant.procedure));
  writeFileSync(join(here, mutant.file), text(tree));
  const seen = await noticed(here, mutant.scenarios);
  cpSync(join(folder, mutant.file), join(here, mutant.file));
  return seen;
}

function gather(folder) {
  const files = readPolicy(folder), roles = Object.values(files).flatMap((f) => f?.roles ?? []), out = [];
  for (const [file, tree] of Object.entries(files))
    for (const procedure of tree?.procedures ?? []) {
      if (only && !only.includes(procedure.id)) continue;
      const scenarios = scenariosFor(folder, procedure.id);
      for (const m of mutantsOf(procedure, roles)) out.push({ ...m, file, tree, scenarios, procedure: procedure.id });
    }
  return out;
}

async function policyTest(folder) {
  const work = mkdtempSync(join(tmpdir(), "sekimori-mutation-"));
  const mutants = gather(folder), survivors = [], workers = availableParallelism();
  let at = 0;
  for (let w = 0; w < workers; w++) {
    mkdirSync(join(work, `w${w}`));
    cpSync(folder, join(work, `w${w}`), { recursive: true });
  }
  // unbroken, every scenario passes: else whatever fails later proves nothing
  const sound = !(await noticed(join(work, "w0"), scenariosFor(folder, "")));
  if (!sound) console.log(`${folder}: a scenario fails already`);
  await Promise.all([...Array(workers).keys()].map(async (w) => {
    while (sound && at < mutants.length) {
      const mutant = mutants[at++];
      if (!(await tryMutant(folder, work, w, mutant))) survivors.push(`${mutant.file} ${mutant.procedure} / ${mutant.what}`);
    }
  }));
  rmSync(work, { recursive: true });
  const killed = sound ? mutants.length - survivors.length : 0;
  for (const s of survivors.sort()) console.log(`  lives: ${s}`);
  console.log(`${folder}: ${killed} of ${mutants.length} mutants noticed (${((100 * killed) / mutants.length).toFixed(1)} %)`);
  return mutants.length > 0 && killed >= WANTED * mutants.length;
}

// a policy without scenarios of its own is a part of other tests
const ofTests = readdirSync("tests/policies").map((n) => join("tests/policies", n)).filter((p) => existsSync(join(p, "scenarios")));
const policies = named.length ? named : ["policy/taishi", ...ofTests];
let failed = 0;
for (const folder of policies) if (!(await policyTest(folder))) failed++;
console.log(`mutation: ${policies.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
