/// Running a coordinator's part of a chain: one state machine that every executor drives, on virtual
/// threads, in virtual time and, compiled by TeaVM, inside a deployed snippet. Portable; no threads, no
/// clock, no I/O: time and answers come in as events, requests go out as actions.
///
/// Start reading at [dev.evodb.chain.run.Run]. `docs/format/chain.md` describes what runs promise.
@NullMarked
package dev.evodb.chain.run;

import org.jspecify.annotations.NullMarked;
