// Metric math in Wasm against hand-written loops over typed arrays, in one page, by turns.
const POINTS = 1_000_000;
const RUNS = 41;
const WARM_UPS = 80;

const first = Float64Array.from({ length: POINTS }, (_, slot) => slot % 1009 + 0.5);
const second = Float64Array.from({ length: POINTS }, (_, slot) => slot % 97 + 1.25);
// Each writes into an array that is made anew, as an evaluation's is, or into the same one every time.
const LOOPS = [
  ["(m1/m2)*100", out => {
    for (let i = 0; i < POINTS; i++) out[i] = (first[i] / second[i]) * 100;
    return out;
  }],
  ["(m1/m2)*100, times compared", null],
  ["m1*2", out => {
    for (let i = 0; i < POINTS; i++) out[i] = first[i] * 2;
    return out;
  }],
  ["m1+m2", out => {
    for (let i = 0; i < POINTS; i++) out[i] = first[i] + second[i];
    return out;
  }],
  ["RATE(m1)", out => {
    for (let i = 1; i < POINTS; i++) out[i - 1] = (first[i] - first[i - 1]) / 60;
    return out.subarray(0, POINTS - 1);
  }],
];

const sum = values => {
  let total = 0;
  for (let i = 0; i < values.length; i += 9973) total += values[i];
  return total;
};

const timed = run => {
  const start = performance.now();
  const result = run();
  return [performance.now() - start, result];
};

const median = values => values.toSorted((a, b) => a - b)[values.length >> 1];

const { instance } = await WebAssembly.instantiateStreaming(fetch("bench_math.wasm"));
const { prepare, evaluate } = instance.exports;
const kept = new Float64Array(POINTS);
const EXPRESSIONS = ["(m1/m2)*100", "m1*2", "m1+m2", "RATE(m1)"];
const results = LOOPS.map(([expression, own]) => {
  const loop = own ?? LOOPS[0][1];
  prepare(Math.max(EXPRESSIONS.indexOf(expression), 0), POINTS, own !== null);
  const contestants = {
    wasm: evaluate,
    js: () => sum(loop(new Float64Array(POINTS))),
    jsKept: () => sum(loop(kept)),
  };
  const times = { wasm: [], js: [], jsKept: [] };
  // Before the compilers have settled, nothing counts.
  for (let run = -WARM_UPS; run < RUNS; run++) {
    const sums = Object.entries(contestants).map(([name, contestant]) => {
      const [time, result] = timed(contestant);
      if (0 <= run) times[name].push(time);
      return result;
    });
    if (!sums.every(result => Math.abs(result - sums[0]) <= 1e-9 * Math.abs(result))) {
      throw new Error(`${expression}: ${sums} are not the same`);
    }
  }
  const of = name => ({ median: median(times[name]), best: Math.min(...times[name]) });
  return { expression, wasm: of("wasm"), js: of("js"), jsKept: of("jsKept") };
});
await fetch("result", { method: "POST", body: JSON.stringify({ points: POINTS, runs: RUNS, results }) });
