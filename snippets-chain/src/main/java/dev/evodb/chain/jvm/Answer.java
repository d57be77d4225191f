package dev.evodb.chain.jvm;

import java.util.List;

/// What a shard answers, and equally a router over shards.
///
/// `hits` are nearest first; `nprobes` is how many partitions were visited and `rows` how many rows were
/// compared, in all shards together.
public record Answer<P>(List<Hit<P>> hits, int nprobes, long rows) {
    public Answer {
        hits = List.copyOf(hits);
    }
}
