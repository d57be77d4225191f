/// Cloudflare's API for snippets: requests, answers, and sending them with care.
@NullMarked
package dev.evodb.cli.cloudflare;

import org.jspecify.annotations.NullMarked;
