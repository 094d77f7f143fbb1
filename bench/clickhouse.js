'use strict';
/*
 * ClickHouse in this process (chdb), as its experts would set it up: whole
 * numbers for coordinates, so that the index prunes by Morton code; one part;
 * a projection in order of the destination.
 */
const path = require('path');
const { Session } = require('chdb');
const { run } = require('./peer.js');

/* The condition cache would give later passes what the first one learnt. */
const SETTINGS = ' SETTINGS max_threads = 2, use_query_condition_cache = 0';

let session;

async function ask(sql) {
  const text = session.query(sql + SETTINGS, 'TabSeparated');

  return text.trimEnd().split('\n').filter(Boolean)
    .map((line) => line.split('\t'));
}

/*
 * A number of POINT (x y), in 1e-7 degrees from the least.  Regular
 * expressions take twice as long.
 */
function coordinate(column, part, least) {
  return `toUInt32(round((toFloat64(splitByChar(' ', substring(${column}, 8,` +
    ` length(${column}) - 8))[${part}]) + ${least}) * 1e7))`;
}

function readFile(file) {
  session.query(`CREATE TABLE trips (region LowCardinality(String),
      ox UInt32, oy UInt32, dx UInt32, dy UInt32, departed DateTime('UTC'),
      ds LowCardinality(String))
    ENGINE = MergeTree ORDER BY mortonEncode(ox, oy)`);
  session.query(`INSERT INTO trips SELECT region,
      ${coordinate('origin_coord', 1, 180)},
      ${coordinate('origin_coord', 2, 90)},
      ${coordinate('destination_coord', 1, 180)},
      ${coordinate('destination_coord', 2, 90)},
      datetime, datasource
    FROM file('${file}', 'CSVWithNames', 'region String,
      origin_coord String, destination_coord String,
      datetime DateTime(\\'UTC\\'), datasource String')
    SETTINGS max_threads = 2, max_insert_threads = 2`);
}

function project() {
  session.query('ALTER TABLE trips ADD PROJECTION by_destination' +
    ' (SELECT * ORDER BY mortonEncode(dx, dy))');
  session.query('ALTER TABLE trips MATERIALIZE PROJECTION by_destination' +
    ' SETTINGS mutations_sync = 2');
}

run({
  name: 'clickhouse',

  open(folder) {
    session = new Session(path.join(folder, 'data'));
    session.query('CREATE DATABASE IF NOT EXISTS bench');
    session.query('USE bench');
  },

  close() {
    session.close();
  },

  async version() {
    return (await ask('SELECT version()'))[0][0] + ', by chdb';
  },

  /* Merged parts stay on disk for some minutes. */
  async bytes() {
    return (await ask('SELECT sum(bytes_on_disk) FROM system.parts' +
      " WHERE active AND table = 'trips'"))[0][0];
  },

  loadSteps(file) {
    return [['load', () => readFile(file)],
      ['reorder', () => session.query('OPTIMIZE TABLE trips FINAL')],
      ['project', project]];
  },

  ask,

  week: 'toMonday(departed)',

  between(since, until) {
    return `departed >= '${since} 00:00:00' AND departed <= '${until} 23:59:59'`;
  },

  inPolygon(area, end) {
    const ring = area.ring.map(([lon, lat]) => `(${lon}, ${lat})`);

    return `pointInPolygon((${end}x / 1e7 - 180, ${end}y / 1e7 - 90),` +
      ` [${ring.join(', ')}])`;
  },

  /* Another end in the condition would lead away from the projection. */
  butNot: (end, other) => [end, ` FILTER (WHERE NOT (${other}))`],

  wide: (value) => `toInt64(${value})`,
  idiv: (a, b) => `intDiv(${a}, ${b})`,
  halfHour: '(toHour(departed) * 2 + intDiv(toMinute(departed), 30))',
});
