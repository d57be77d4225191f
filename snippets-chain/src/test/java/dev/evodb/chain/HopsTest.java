package dev.evodb.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class HopsTest {
    @Test
    void readsNoHeaderAsTheEntryOfAChain() {
        assertEquals(List.of(), Hops.parse("").hosts());
    }

    @Test
    void readsHeadersThatAProxyHasJoined() {
        assertEquals(
                List.of("a.example", "b.example:8080"),
                Hops.parse(" a.example , ,b.example:8080,").hosts());
    }

    @Test
    void writesWhatItReads() {
        assertEquals("a,b,c", Hops.parse("a,b").plus("c").header());
        assertEquals("a", Hops.parse("").plus("a").header());
    }

    @Test
    void refusesAHostThatWasPassed() {
        Hops hops = Hops.parse("a.example,b.example");

        assertEquals("", hops.refusal("c.example"));
        assertEquals(
                "loop: host a.example is reached twice on the path a.example,b.example,a.example",
                hops.refusal("a.example"));
    }

    @Test
    void refusesTheNinthHop() {
        assertEquals("", Hops.parse("a,b,c,d,e,f,g").refusal("x"));
        assertEquals(
                "path a,b,c,d,e,f,g,h has 8 hops already, at most 8 are allowed",
                Hops.parse("a,b,c,d,e,f,g,h").refusal("x"));
    }
}
