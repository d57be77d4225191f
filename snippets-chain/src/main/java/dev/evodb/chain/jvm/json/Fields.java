package dev.evodb.chain.jvm.json;

import dev.evodb.chain.InvalidStepException;
import dev.evodb.chain.Step;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The members of one object, of which all are known. `path` is what messages put before a name: empty,
/// or `snippet.cost.`; `step` is the step that the object belongs to, if it has said its id.
final class Fields {
    private final Node.Members object;
    private final String path;
    private final @Nullable String step;

    private Fields(Node.Members object, String path, @Nullable String step) {
        this.object = object;
        this.path = path;
        this.step = step;
    }

    /// @throws ChainFormatException if `node` is no object
    static Fields of(Node node, String what, String path, @Nullable String step) {
        if (node instanceof Node.Members object) {
            return new Fields(object, path, step);
        }
        throw new ChainFormatException(node.at(), step, what + " must be an object, found " + node.found(), null);
    }

    /// The same object of a step whose id is known now.
    Fields inStep(String id) {
        return new Fields(object, path, id);
    }

    Position at() {
        return object.at();
    }

    /// @throws ChainFormatException for the first member that is none of `names`
    void requireOnly(String... names) {
        List<String> known = List.of(names);
        object.members().forEach((name, member) -> {
            if (!known.contains(name)) {
                throw error(
                        member.nameAt(),
                        "unknown field " + path + NodeReader.shortened(name) + "; known: " + String.join(", ", known));
            }
        });
    }

    boolean has(String name) {
        return object.members().containsKey(name);
    }

    /// @throws ChainFormatException if it is not there
    Node node(String name) {
        return optional(name).orElseThrow(() -> error(object.at(), "field " + path + name + " is missing"));
    }

    Optional<Node> optional(String name) {
        return Optional.ofNullable(object.members().get(name)).map(Node.Member::value);
    }

    Node.Text text(String name) {
        Node node = node(name);
        if (node instanceof Node.Text text) {
            return text;
        }
        throw wrong(node, name, "a text");
    }

    List<Node> items(String name) {
        Node node = node(name);
        if (node instanceof Node.Items list) {
            return list.items();
        }
        throw wrong(node, name, "a list");
    }

    /// The object of that name.
    Fields fields(String name) {
        return of(node(name), path + name, path + name + ".", step);
    }

    long number(String name) {
        return number(node(name), name);
    }

    int integer(String name) {
        return integer(node(name), name);
    }

    OptionalLong optionalNumber(String name) {
        return has(name) ? OptionalLong.of(number(name)) : OptionalLong.empty();
    }

    OptionalInt optionalInteger(String name) {
        return has(name) ? OptionalInt.of(integer(name)) : OptionalInt.empty();
    }

    int integer(Node node, String name) {
        long value = number(node, name);
        if (value != (int) value) {
            throw wrong(node, name, "a whole number of 32 bits");
        }
        return (int) value;
    }

    private long number(Node node, String name) {
        if (node instanceof Node.Numeral(var _, String literal)) {
            try {
                return Long.parseLong(literal);
            } catch (NumberFormatException _) {
                throw wrong(node, name, "a whole number of 64 bits");
            }
        }
        throw wrong(node, name, "a whole number");
    }

    ChainFormatException wrong(Node node, String name, String expected) {
        return error(node.at(), path + name + " must be " + expected + ", found " + node.found());
    }

    ChainFormatException error(Position at, String problem) {
        return new ChainFormatException(at, step, problem, null);
    }

    /// A value of this object; where it refuses its figures, the error says which object had them.
    <T> T make(Supplier<T> value) {
        return make(object.at(), path, value);
    }

    /// The step that this object is: it names itself in its own errors.
    Step makeStep(Supplier<Step> value) {
        try {
            return value.get();
        } catch (InvalidStepException e) {
            throw new ChainFormatException(object.at(), step, e.problem(), e);
        }
    }

    /// A value that stands at `at`.
    <T> T make(Position at, String before, Supplier<T> value) {
        try {
            return value.get();
        } catch (ChainFormatException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new ChainFormatException(at, step, before + e.getMessage(), e);
        }
    }
}
