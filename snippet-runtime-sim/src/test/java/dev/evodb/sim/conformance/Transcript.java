package dev.evodb.sim.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Expressions of JavaScript and what workerd answers to them, as a session at a prompt: lines that begin
/// with `> ` are one expression, the line after them is its answer. Lines that begin with `#` and empty
/// lines are comments.
///
/// @param name of the file, without its ending
record Transcript(String name, List<Case> cases) {
    /// One expression. It may await, and may use what the prelude of [Prompt] defines.
    record Case(String expression, String answer) {
        @Override
        public String toString() {
            return expression;
        }
    }

    static Transcript read(String name) {
        List<Case> cases = new ArrayList<>();
        StringBuilder expression = new StringBuilder();
        for (String line : text(name + ".txt").split("\n", -1)) {
            if (line.startsWith("> ")) {
                expression.append(expression.isEmpty() ? "" : "\n").append(line.substring(2));
            } else if (!expression.isEmpty()) {
                cases.add(new Case(expression.toString(), line));
                expression.setLength(0);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                throw new IllegalStateException(name + ".txt has an answer without a question: " + line);
            }
        }
        return new Transcript(name, List.copyOf(cases));
    }

    static String text(String file) {
        try (InputStream in = Transcript.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
