package dev.evodb.cli.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.evodb.cli.cloudflare.Envelope;
import dev.evodb.error.CorruptFileException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleListTest {
    private static final String OTHERS =
            "[{\"id\":\"1\",\"snippet_name\":\"a\",\"expression\":\"x\",\"n\":1.500,\"big\":123456789012345678901234567890},"
                    + "{\"snippet_name\":\"b\",\"expression\":\"y\",\"enabled\":true,\"new\":{\"z\":[null]}}]";

    private static RuleList parse(String json) throws JsonProcessingException {
        return RuleList.parse("rules", Envelope.parse(json));
    }

    private static List<PlannedSnippet> ours(String name) {
        return List.of(new PlannedSnippet(
                PlannedSnippet.NO_ZONE,
                new SnippetName(name),
                List.of(new PlannedSnippet.Module("main.js", new byte[1])),
                new SnippetRule("true", "d", false)));
    }

    @Test
    void sendsBackOthersCharacterByCharacter() throws JsonProcessingException {
        String body = parse(OTHERS).merge(ours("c")).body().toString();
        assertEquals(
                "{\"rules\":" + OTHERS.substring(0, OTHERS.length() - 1)
                        + ",{\"snippet_name\":\"c\",\"expression\":\"true\",\"description\":\"d\",\"enabled\":false}]}",
                body);
    }

    @Test
    void readsAListInsideOfAnObject() throws JsonProcessingException {
        assertEquals(2, parse("{\"rules\":" + OTHERS + "}").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"rules\":null}", "[]"})
    void readsNothingAsNoRules(String json) throws JsonProcessingException {
        assertEquals(RuleList.empty(), parse(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "\"x\"", "[[]]", "[null]", "{\"rules\":{}}"})
    void refusesWhatIsNoListOfRules(String json) {
        assertThrows(CorruptFileException.class, () -> parse(json));
    }

    @Test
    void leavesTheListThatItMergesInto() throws JsonProcessingException {
        RuleList before = parse(OTHERS);
        before.merge(ours("a"));
        assertEquals(parse(OTHERS), before);
    }

    @Test
    void differsNotInWhatTheApiSets() throws JsonProcessingException {
        RuleList read =
                parse(OTHERS.replace("\"id\":\"1\"", "\"id\":\"2\",\"last_updated\":\"now\",\"version\":\"9\""));
        assertTrue(parse(OTHERS).isSame(read));
    }

    @Test
    void differsInOrderNumberAndFields() throws JsonProcessingException {
        RuleList written = parse(OTHERS);
        assertEquals(
                "rule 2 of b is now that of c",
                written.differenceFrom(parse(OTHERS.replace("\"b\"", "\"c\""))).orElseThrow());
        assertEquals(
                "rule 2 of b has new null, written was {\"z\":[null]}",
                written.differenceFrom(parse(OTHERS.replace("\"new\"", "\"old\"")))
                        .orElseThrow());
        assertEquals(
                "there are 3 rules, written were 2",
                written.differenceFrom(written.merge(ours("c"))).orElseThrow());
        assertFalse(written.isSame(RuleList.empty()));
    }

    @Test
    void showsAReplacedRuleInItsPlace() throws JsonProcessingException {
        RuleList before = parse(OTHERS);
        assertEquals(
                List.of("= 1  a (disabled)  x", "- 2  b  y", "+ 2  b (disabled)  true"),
                before.diff(before.merge(ours("b"))));
    }
}
