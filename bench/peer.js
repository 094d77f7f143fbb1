'use strict';
/*
 * What the engines that run inside Node share: commands, areas in, times and
 * answers out.  bench/run starts them:
 *
 *   node bench/duckdb.js COMMAND
 *     load FILE          make the tables from a file of trips
 *     ask AREAS PASSES   ask about the areas, for each match; the first pass
 *                        warms up
 *     cold AREAS         ask about the first area only, once
 *     groups             group all trips
 *
 * BENCH_WORK is where the engine keeps its data, in a folder of its name; in
 * its folder results all write what they found:
 *   times.tsv    engine, kind, match, pass, area, milliseconds
 *   answers.tsv  engine, kind, match, area, week, trips
 *   groups.tsv   engine, origin tile, destination tile, window, trips, first
 *                and last departure
 *   facts.tsv    engine, name, value
 */
const fs = require('fs');
const path = require('path');

const MATCHES = ['origin', 'destination', 'both', 'either'];
const TOP_GROUPS = 1000;

function append(file, rows) {
  const lines = rows.map((row) => row.join('\t') + '\n').join('');

  fs.appendFileSync(path.join(process.env.BENCH_WORK, 'results', file),
    lines);
}

/* Milliseconds that a promised thing takes, and the thing. */
async function timed(work) {
  const start = process.hrtime.bigint();
  const value = await work();

  return { ms: Number(process.hrtime.bigint() - start) / 1e6, value };
}

/*
 * The areas that awk wrote: a closed box of whole 1e-7 degrees, for a polygon
 * also its ring, and filters or ''.
 */
function readAreas(file) {
  return fs.readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => {
    const [id, kind, west, south, east, north, ring, region, datasource,
      since, until] = line.split('\t');

    return { id, kind, west: Number(west), south: Number(south),
      east: Number(east), north: Number(north), region, datasource, since,
      until,
      ring: ring && ring.split(',').map((point) => point.split(' ')) };
  });
}

/* Positions count from -180 and -90 degrees, so none is negative. */
const shiftX = (x) => x + 1800000000;
const shiftY = (y) => y + 900000000;

/* The condition that an end of a trip (o or d) lies in the area. */
function endInArea(engine, area, end) {
  const box = `${end}x BETWEEN ${shiftX(area.west)} AND ${shiftX(area.east)}` +
    ` AND ${end}y BETWEEN ${shiftY(area.south)} AND ${shiftY(area.north)}`;

  return area.ring ? `${box} AND ${engine.inPolygon(area, end)}` : box;
}

/* The question for trips by week; either end is asked for in two parts. */
function weekly(engine, area, match) {
  const origin = endInArea(engine, area, 'o');
  const destination = endInArea(engine, area, 'd');
  const filters = [
    area.region && `region = '${area.region}'`,
    area.datasource && `ds = '${area.datasource}'`,
    area.since && engine.between(area.since, area.until),
  ].filter(Boolean);
  const ends = {
    origin: [[origin]],
    destination: [[destination]],
    both: [[`${origin} AND ${destination}`]],
    either: [[origin], engine.butNot(destination, origin)],
  };
  const parts = ends[match].map(([end, counted = '']) =>
    `SELECT ${engine.week} AS week, count(*)${counted} AS n FROM trips` +
    ` WHERE ${[end, ...filters].join(' AND ')} GROUP BY week`);

  return parts.length === 1 ? parts[0] :
    `SELECT week, sum(n) FROM (${parts.join(' UNION ALL ')}) AS parts` +
    ' GROUP BY week';
}

async function askAreas(engine, areas, passes) {
  for (const match of MATCHES) {
    const able = areas.filter((area) => (!area.ring || engine.inPolygon) &&
      (area.kind !== 'filtered' || match === 'origin'));

    for (let pass = 0; pass < passes; pass++) {
      const times = [];
      const answers = [];

      for (const area of able) {
        const sql = weekly(engine, area, match);
        const { ms, value } = await timed(() => engine.ask(sql));

        times.push([engine.name, area.kind, match, pass, area.id, ms]);
        if (pass === passes - 1)
          for (const [week, trips] of value)
            answers.push([engine.name, area.kind, match, area.id, week,
              trips]);
      }
      append('times.tsv', times);
      append('answers.tsv', answers);
    }
  }
}

/* As a database that was just opened answers. */
async function askCold(engine, areas) {
  const sql = weekly(engine, areas[0], 'origin');
  const { ms } = await timed(() => engine.ask(sql));

  append('times.tsv', [[engine.name, 'cold', 'origin', 1, areas[0].id, ms]]);
}

/*
 * The tile of a position at zoom 15, as x * 32768 + y, in an engine's SQL;
 * integer division is written idiv(a, b).
 */
function tile(engine, end) {
  const x = engine.idiv(`${engine.wide(end + 'x')} * 32768`, '3600000000');
  const lat = `radians(${end}y / 1e7 - 90)`;
  const y = `floor((1 - ln(tan(${lat}) + 1 / cos(${lat})) / pi()) * 16384)`;

  return engine.wide(`${x} * 32768 + ${y}`);
}

async function askGroups(engine) {
  const groups = `SELECT ${tile(engine, 'o')} AS origin,` +
    ` ${tile(engine, 'd')} AS destination,` +
    ` ${engine.halfHour} AS half_hour, count(*) AS trips,` +
    ' min(departed) AS first, max(departed) AS last FROM trips' +
    ' GROUP BY origin, destination, half_hour';
  const top = await timed(() => engine.ask(
    `${groups} ORDER BY trips DESC LIMIT ${TOP_GROUPS}`));
  const all = await timed(() => engine.ask(
    `SELECT count(*), sum(trips) FROM (${groups}) AS g`));

  append('groups.tsv', top.value.map((row) => [engine.name, ...row]));
  append('facts.tsv', [
    [engine.name, 'groups_ms', top.ms],
    [engine.name, 'all_groups_ms', all.ms],
    [engine.name, 'groups', all.value[0][0]],
    [engine.name, 'grouped_trips', all.value[0][1]],
  ]);
}

/* Run the steps of a load, each noted as a fact in milliseconds. */
async function load(engine, file) {
  for (const [name, step] of engine.loadSteps(file)) {
    const { ms } = await timed(step);

    append('facts.tsv', [[engine.name, `${name}_ms`, ms]]);
  }
}

async function main(engine) {
  const [command, file, passes] = process.argv.slice(2);
  const folder = path.join(process.env.BENCH_WORK, engine.name);

  fs.mkdirSync(folder, { recursive: true });
  await engine.open(folder);
  if (command === 'load') {
    await load(engine, file);
    append('facts.tsv', [[engine.name, 'version', await engine.version()],
      [engine.name, 'bytes', await engine.bytes()]]);
  } else if (command === 'ask') {
    await askAreas(engine, readAreas(file), Number(passes));
  } else if (command === 'cold') {
    await askCold(engine, readAreas(file));
  } else if (command === 'groups') {
    await askGroups(engine);
  } else {
    throw new Error(`no such command: ${command}`);
  }
  await engine.close();
}

function run(engine) {
  main(engine).catch((error) => {
    console.error(`${engine.name}: ${error.message}`);
    process.exitCode = 1;
  });
}

module.exports = { run };
