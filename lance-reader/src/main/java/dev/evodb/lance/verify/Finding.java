package dev.evodb.lance.verify;

import dev.evodb.error.Location;

/// Something that does not hold, or could not be looked at.
///
/// `found` says what the bytes are, `expected` what they had to be; the latter is empty where `found`
/// says it all.
public record Finding(Severity severity, Kind kind, Location at, String found, String expected) {
    /// How bad it is.
    public enum Severity {
        /// Reading this gives an error, or rows that the writer did not write.
        DAMAGE,
        /// Reading works all the same.
        WARNING,
        /// Uses a feature that this version does not read: nothing is known about it.
        NOT_CHECKED,
    }

    /// What it is about.
    public enum Kind {
        /// The description of a version.
        MANIFEST,
        /// A tag or a branch.
        REFERENCE,
        /// A file that something refers to is not there.
        FILE_MISSING,
        /// A file is longer or shorter than the manifest says.
        FILE_SIZE,
        /// A file is of another format version than the manifest says.
        FILE_VERSION,
        /// Footer, offset tables, global buffers or schema of a file.
        FILE_STRUCTURE,
        /// Fields of the manifest that are not where it says.
        COLUMN_MAPPING,
        /// Where pages and their buffers are, and how many rows they have.
        PAGE_TABLE,
        /// The bytes of a page.
        PAGE,
        /// Numbers of rows that contradict each other.
        ROW_COUNT,
        /// Which rows are deleted.
        DELETIONS,
        /// The identities of rows.
        ROW_IDS,
        /// An index.
        INDEX,
        /// More of something than was allowed to be read.
        LIMIT,
    }

    /// One line for people.
    @Override
    public String toString() {
        String text = kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + ": " + found;
        return text + (expected.isEmpty() ? "" : ", expected " + expected) + " (" + at + ")";
    }
}
