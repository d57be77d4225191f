package dev.evodb.lance.verify;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.verify.Finding.Kind;
import dev.evodb.lance.verify.Finding.Severity;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Collects findings; the same one counts once. For one thread.
public final class Findings {
    private final Set<Finding> found = new LinkedHashSet<>();

    /// Something that reads.
    @FunctionalInterface
    public interface Reading {
        void run() throws IOException;
    }

    /// Adds damage.
    public void damage(Kind kind, Location at, String problem, String expected) {
        found.add(new Finding(Severity.DAMAGE, kind, at, problem, expected));
    }

    /// Adds something that is odd but harmless.
    public void warning(Kind kind, Location at, String problem, String expected) {
        found.add(new Finding(Severity.WARNING, kind, at, problem, expected));
    }

    /// Adds something that this version cannot look at.
    public void notChecked(Kind kind, Location at, String feature, String accepted) {
        found.add(new Finding(Severity.NOT_CHECKED, kind, at, feature, accepted));
    }

    /// Runs `reading`, which is about `at`; what the reader refuses becomes a finding of `kind`. Answers
    /// whether it came to its end.
    ///
    /// @throws IOException if reading failed for reasons that the bytes have no part in
    public boolean guard(Kind kind, Location at, Reading reading) throws IOException {
        try {
            reading.run();
            return true;
        } catch (CorruptFileException e) {
            damage(kind, e.at(), withoutPlace(String.valueOf(e.getMessage()), e.at()), "");
        } catch (UnsupportedFeatureException e) {
            notChecked(kind, e.at(), e.feature() + " " + e.found(), e.accepted());
        } catch (LimitExceededException e) {
            // Damage that looks like a size must not pass as clean, so a limit is as bad as damage.
            damage(Kind.LIMIT, at, e.limit() + " " + e.used(), "at most " + e.allowed());
        } catch (NoSuchFileException | FileNotFoundException e) {
            damage(Kind.FILE_MISSING, at, "the file does not exist", "");
        }
        return false;
    }

    List<Finding> all() {
        return List.copyOf(found);
    }

    private static String withoutPlace(String message, Location at) {
        String place = " (" + at + ")";
        return message.endsWith(place) ? message.substring(0, message.length() - place.length()) : message;
    }
}
