package dev.evodb.cli.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The snippet rules of a zone, in order. The API writes them only as a whole, so rules of others travel
/// with ours, with every field that they came with. Immutable: nodes are never changed.
public final class RuleList {
    private static final String NAME = "snippet_name";
    private static final String EXPRESSION = "expression";
    private static final String ENABLED = "enabled";
    private static final String DESCRIPTION = "description";

    /// Fields that the API sets itself with every write.
    private static final Set<String> SET_BY_API = Set.of("id", "last_updated", "version");

    private final List<ObjectNode> rules;

    private RuleList(List<ObjectNode> rules) {
        this.rules = List.copyOf(rules);
    }

    /// A zone without rules.
    public static RuleList empty() {
        return new RuleList(List.of());
    }

    /// The `result` of the API: a list, or an object that has it as `rules`. Nothing counts as no rules.
    ///
    /// @param name what errors call it
    /// @throws CorruptFileException if it is anything else
    public static RuleList parse(String name, JsonNode result) {
        JsonNode list = result.isObject() ? result.path("rules") : result;
        if (list.isMissingNode() || list.isNull()) {
            return empty();
        }
        if (!list.isArray()) {
            throw new CorruptFileException(Location.of(name), "rules are no list but " + list.getNodeType());
        }
        List<ObjectNode> rules = new ArrayList<>();
        for (JsonNode rule : list) {
            if (!(rule instanceof ObjectNode object)) {
                throw new CorruptFileException(
                        Location.of(name), "rule " + (rules.size() + 1) + " is no object but " + rule.getNodeType());
            }
            rules.add(object);
        }
        return new RuleList(rules);
    }

    /// This list with the rules of `snippets`: in the place of a rule for the same snippet, else at the
    /// end. All other rules stay as and where they are.
    ///
    /// @throws UnsupportedFeatureException if one of the snippets has several rules already
    public RuleList merge(List<PlannedSnippet> snippets) {
        List<ObjectNode> merged = new ArrayList<>(rules);
        for (PlannedSnippet snippet : snippets) {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < merged.size(); i++) {
                if (snippet.name().text().equals(merged.get(i).path(NAME).asText())) {
                    places.add(i);
                }
            }
            switch (places.size()) {
                case 0 -> merged.add(written(JsonNodeFactory.instance.objectNode(), snippet));
                case 1 -> merged.set(places.getFirst(), written(merged.get(places.getFirst()), snippet));
                default ->
                    throw new UnsupportedFeatureException(
                            "snippet " + snippet.name() + " with",
                            places.size() + " rules",
                            "one rule a snippet",
                            Location.of("zone " + snippet.zone()));
            }
        }
        return new RuleList(merged);
    }

    private static ObjectNode written(ObjectNode rule, PlannedSnippet snippet) {
        ObjectNode written = rule.deepCopy();
        written.put(NAME, snippet.name().text());
        written.put(EXPRESSION, snippet.rule().expression());
        written.put(DESCRIPTION, snippet.rule().description());
        written.put(ENABLED, snippet.rule().isEnabled());
        return written;
    }

    /// The body of the request that writes this list.
    ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putArray("rules").addAll(rules);
        return body;
    }

    public int size() {
        return rules.size();
    }

    /// Name, expression, description and whether it is enabled, of rule `i`.
    Rule rule(int i) {
        ObjectNode rule = rules.get(i);
        return new Rule(
                rule.path(NAME).asText(),
                rule.path(EXPRESSION).asText(),
                rule.path(DESCRIPTION).asText(),
                rule.path(ENABLED).asBoolean());
    }

    /// What is documented of a rule.
    record Rule(String snippet, String expression, String description, boolean isEnabled) {
        String text() {
            return snippet + (isEnabled ? "" : " (disabled)") + "  " + expression;
        }
    }

    /// What differs between this list and `found`, which was read after this one was written; nothing if
    /// only fields do that the API sets itself.
    public Optional<String> differenceFrom(RuleList found) {
        for (int i = 0; i < Math.min(size(), found.size()); i++) {
            Map<String, JsonNode> wanted = comparable(rules.get(i));
            Map<String, JsonNode> read = comparable(found.rules.get(i));
            String place = "rule " + (i + 1) + " of " + rule(i).snippet();
            if (!rule(i).snippet().equals(found.rule(i).snippet())) {
                return Optional.of(place + " is now that of " + found.rule(i).snippet());
            }
            for (Map.Entry<String, JsonNode> field : wanted.entrySet()) {
                if (!field.getValue().equals(read.get(field.getKey()))) {
                    return Optional.of(place + " has " + field.getKey() + " " + read.get(field.getKey())
                            + ", written was " + field.getValue());
                }
            }
        }
        return size() == found.size()
                ? Optional.empty()
                : Optional.of("there are " + found.size() + " rules, written were " + size());
    }

    private static Map<String, JsonNode> comparable(ObjectNode rule) {
        Map<String, JsonNode> fields = new HashMap<>();
        rule.properties().forEach(field -> {
            if (!SET_BY_API.contains(field.getKey())) {
                fields.put(field.getKey(), field.getValue());
            }
        });
        return fields;
    }

    /// Whether `other` has the same rules, whatever the API set itself.
    public boolean isSame(RuleList other) {
        return differenceFrom(other).isEmpty() && other.differenceFrom(this).isEmpty();
    }

    /// The way from this list to `next`, which came from [#merge], one line a rule: `=` stays, `-` and
    /// `+` are replaced and new.
    public List<String> diff(RuleList next) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < next.size(); i++) {
            String place = " " + (i + 1) + "  ";
            String after = next.rule(i).text();
            String before = i < size() ? rule(i).text() : "";
            if (i < size() && comparable(rules.get(i)).equals(comparable(next.rules.get(i)))) {
                lines.add("=" + place + after);
                continue;
            }
            if (i < size()) {
                lines.add("-" + place + before);
            }
            lines.add("+" + place + after);
        }
        return lines;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RuleList list && rules.equals(list.rules);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(rules);
    }

    @Override
    public String toString() {
        return rules.toString();
    }
}
