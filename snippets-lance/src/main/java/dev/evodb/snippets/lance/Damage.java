package dev.evodb.snippets.lance;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;

/// Wording of damage: one place, because a snippet pays for each concatenation.
final class Damage {
    private Damage() {}

    /// `what is found, needs needed (…)`. `partition` is -1 in the head, `at` counts bytes of the object.
    static CorruptFileException of(String name, int partition, double at, String what, int found, int needed) {
        return new CorruptFileException(
                new Location(name, "", partition, (long) at), what + " is " + found + ", needs " + needed);
    }
}
