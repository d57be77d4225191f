package dev.evodb.chain.run;

/// What a step made, and of how many shards: `asked` is how many calls of leaves it stands for,
/// `answered` how many of them did. A leaf is a snippet that calls none.
public record Output<V>(V value, int asked, int answered) {
    /// Whether some shards are missing from it.
    public boolean isPartial() {
        return answered < asked;
    }
}
