package dev.evodb.chain.jvm.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.evodb.chain.run.Program;
import org.junit.jupiter.api.Test;

class ProgramJsonTest {
    @Test
    void numbersOnAGridTakeACharacterEach() {
        assertEquals("0.015625 #BCa\\\\", text(-31 / 64f, 0, 1 / 64f, 31 / 64f, 26 / 64f));
        assertEquals("32 R", text(512));
        assertEquals("0.125 JJR", text(1, 1, 2));
    }

    @Test
    void othersAreFloats() {
        assertEquals("zczMPc3MTD4=", text(0.1f, 0.2f));
        assertEquals("AACAP5qZmT4=", text(1, 0.3f));
        assertEquals("AAAAAAAAAAA=", text(0, 0));
    }

    private static String text(float... centroids) {
        String json = ProgramJson.write(new Program(new int[0], new String[0], new float[][] {centroids}));
        String before = "{\"words\":[],\"texts\":[],\"centroids\":[\"";
        assertEquals(before, json.substring(0, before.length()));
        return json.substring(before.length(), json.length() - "\"]}".length());
    }
}
