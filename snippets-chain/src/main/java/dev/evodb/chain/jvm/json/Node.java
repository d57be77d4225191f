package dev.evodb.chain.jvm.json;

import java.util.List;
import java.util.Map;

/// A JSON value that knows where it stands.
sealed interface Node {
    Position at();

    /// Members by name, in the order of the text.
    record Members(Position at, Map<String, Member> members) implements Node {}

    /// A value and the place of its name.
    record Member(Position nameAt, Node value) {}

    record Items(Position at, List<Node> items) implements Node {}

    record Text(Position at, String value) implements Node {}

    /// `literal` as it was written.
    record Numeral(Position at, String literal) implements Node {}

    /// `true`, `false` or `null`.
    record Word(Position at, String literal) implements Node {}

    /// What messages call it.
    default String found() {
        return switch (this) {
            case Members _ -> "an object";
            case Items _ -> "a list";
            case Text(var _, String value) -> '"' + NodeReader.shortened(value) + '"';
            case Numeral(var _, String literal) -> NodeReader.shortened(literal);
            case Word(var _, String literal) -> literal;
        };
    }
}
