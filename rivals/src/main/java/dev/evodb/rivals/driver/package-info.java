/// Drivers: the programs that build and search one kind of index each, in a process of their own.
///
/// A driver, in whatever language, is started as `DRIVER build|measure KEY=VALUE...`; the keys are those
/// of [DriverRequest]. It writes to its standard output, one line each:
///
/// - `note TEXT`: what it is and which version;
/// - `built CPU_S WALL_S PEAK_RSS_MB`, when `build` has written the index below `cache`;
/// - `point SETTING QPS_CPU QPS_WALL P50_US P99_US`, by `measure`, for each setting; its answers, `k` row
///   numbers a query and -1 where there is none, lie in `answers/SETTING.ivecs`, `/` written as `_`;
/// - `memory RSS_MB BYTES_PER_VECTOR`, by `measure`, at the end.
///
/// It exits with 0 only if it has done all of that. A setting is `NPROBES/REFINE` of an inverted file or
/// `EF` of a graph. Nobody grades himself: recall is computed from the answers, by one judge for all.
///
/// `measure` takes settings in turns for `warmup` seconds, and then measures `passes` passes over the
/// queries for each setting, all settings before the next pass, one query at a time on one thread. A pass
/// of a setting that has already taken `limit` seconds is left out, but for the first. Rates are the
/// median of the passes, latencies of all queries.
@NullMarked
package dev.evodb.rivals.driver;

import org.jspecify.annotations.NullMarked;
