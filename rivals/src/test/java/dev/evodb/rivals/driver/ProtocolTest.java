package dev.evodb.rivals.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProtocolTest {
    private static final DriverRequest REQUEST = new DriverRequest(
            "ivf_pq:float",
            Path.of("base.fvecs"),
            Path.of("query.fvecs"),
            Path.of("cache"),
            Path.of("answers"),
            10,
            1000,
            1024,
            50,
            2,
            List.of("8/4", "64/16"),
            3,
            5,
            2.5);

    @Test
    void readsTheRequestThatItWrites() {
        assertEquals(REQUEST, DriverRequest.parse(REQUEST.arguments()));
    }

    @Test
    void rejectsMissingAndUnknownKeys() {
        List<String> arguments = new ArrayList<>(REQUEST.arguments());
        arguments.add("colour=blue");
        assertEquals(
                "unknown keys [colour]",
                assertThrows(IllegalArgumentException.class, () -> DriverRequest.parse(arguments))
                        .getMessage());
        List<String> fewer = REQUEST.arguments().subList(1, 5);
        assertEquals(
                "key variant is missing",
                assertThrows(IllegalArgumentException.class, () -> DriverRequest.parse(fewer))
                        .getMessage());
    }

    @Test
    void takesSettingsApart() {
        assertEquals(64, DriverRequest.part("64/16", 0));
        assertEquals(16, DriverRequest.part("64/16", 1));
        assertEquals(Path.of("answers", "64_16.ivecs"), DriverRequest.answersFile(Path.of("answers"), "64/16"));
    }

    @Test
    void readsTheLinesOfADriver() {
        DriverReply reply = DriverReply.parse(List.of(
                "note FAISS 1.15 fast-scan",
                "built 8.500 9.000 300.5",
                "point 64/16 6800.5 6700.0 140.25 190.5",
                "memory 154.0 436.5"));
        assertEquals(
                new DriverReply(
                        List.of("FAISS 1.15 fast-scan"),
                        List.of(new DriverReply.Point("64/16", 6800.5, 6700, 140.25, 190.5)),
                        Optional.of(new DriverReply.Built(8.5, 9, 300.5)),
                        Optional.of(new DriverReply.Memory(154, 436.5))),
                reply);
    }

    @Test
    void readsTheLinesThatItWrites() {
        DriverReply.Point point = new DriverReply.Point("16", 1234.5, 1200, 800.25, 1500);
        DriverReply.Built built = new DriverReply.Built(10.5, 6, 512);
        DriverReply.Memory memory = new DriverReply.Memory(300, 548.4);
        assertEquals(
                new DriverReply(List.of(), List.of(point), Optional.of(built), Optional.of(memory)),
                DriverReply.parse(List.of(point.line(), built.line(), memory.line())));
    }

    @Test
    void rejectsOtherLines() {
        for (String line : List.of("point 16 1 2 3", "point 16 -1 2 3 4", "warning: slow", "memory many 2")) {
            assertEquals(
                    "no line of a driver: " + line,
                    assertThrows(IllegalArgumentException.class, () -> DriverReply.parse(List.of(line)))
                            .getMessage());
        }
    }
}
