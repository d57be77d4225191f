package dev.evodb.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HopsTest {
    @Test
    void startsThePathAtTheEntry() {
        assertEquals("", Hops.refusal("", "a.example"));
        assertEquals("a.example", Hops.plus("", "a.example"));
    }

    @Test
    void appendsToThePath() {
        assertEquals("a,b,c", Hops.plus("a,b", "c"));
    }

    @Test
    void refusesAHostThatWasPassed() {
        assertEquals(
                "loop: host a.example is reached twice on the path a.example,b.example,a.example",
                Hops.refusal("a.example,b.example", "a.example"));
    }

    @Test
    void findsAHostInHeadersThatAProxyHasJoined() {
        assertEquals(
                "loop: host b:8080 is reached twice on the path  a , ,b:8080,,b:8080",
                Hops.refusal(" a , ,b:8080,", "b:8080"));
    }

    @Test
    void tellsAHostFromOneThatContainsIt() {
        assertEquals("", Hops.refusal("aa.example,a.example.org", "a.example"));
    }

    @Test
    void refusesTheNinthHop() {
        assertEquals("", Hops.refusal("a,b,c,d,e,f,g", "x"));
        assertEquals("", Hops.refusal(",,a,b,c,d,e,f,g,", "x"));
        assertEquals(
                "path a,b,c,d,e,f,g,h has 8 hops already, at most 8 are allowed", Hops.refusal("a,b,c,d,e,f,g,h", "x"));
    }
}
