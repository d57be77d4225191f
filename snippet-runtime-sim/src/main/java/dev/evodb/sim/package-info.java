/// The constraint simulator: runs Cloudflare Snippets on V8 under the limits of a plan, refuses at the limit,
/// and says what each request used. It knows the contract of a snippet (an ES module with `export default
/// {async fetch(request)}`), never a particular one. Start reading at `Simulator`.
@NullMarked
package dev.evodb.sim;

import org.jspecify.annotations.NullMarked;
