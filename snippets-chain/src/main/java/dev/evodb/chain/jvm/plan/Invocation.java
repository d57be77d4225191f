package dev.evodb.chain.jvm.plan;

import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;

/// A step that has a snippet, with what each run of it needs.
///
/// `level` is how many snippets the longest path from the entry has down to it, the entry itself has 1.
/// `runs` is how often one run of the chain makes it at most, if nothing is retried.
public record Invocation(Step step, Snippet snippet, int level, int runs, Load load, Budget budget) {}
