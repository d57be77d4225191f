package dev.evodb.rivals;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.evodb.rivals.peer.Peer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShapesTest {
    @Test
    void choosesAPowerOfTwoNearTwiceTheRoot() {
        assertEquals(1024, Shapes.partitions(340_479));
        assertEquals(512, Shapes.partitions(60_000));
        assertEquals(2048, Shapes.partitions(1_000_000));
        assertEquals(1, Shapes.partitions(10));
    }

    @Test
    void choosesAnEvenNumberOfSubvectors() {
        assertEquals(50, Shapes.subvectors(100));
        assertEquals(64, Shapes.subvectors(128));
        assertEquals(196, Shapes.subvectors(784));
        assertEquals(52, Shapes.subvectors(101));
    }

    @Test
    void givesEveryPeerAName() {
        List<String> names = Peer.all().stream().map(Peer::name).toList();
        assertEquals(names.size(), new HashSet<>(names).size());
    }

    @Test
    void probesNoMorePartitionsThanThereAre() {
        Peer peer = Peer.all().getFirst();
        assertEquals(List.of("4/4", "4/8", "4/16", "4/32", "8/4", "8/8", "8/16", "8/32"), peer.sweep(8));
        assertEquals("128/3000", peer.exhaustive(30_000, 128, 10));
    }

    @Test
    void saysHowMuchFasterBatchesAre() {
        assertEquals(
                List.of(
                        "evodb, single: 100 queries/s of wall time (100-100), 1.00x single (1.00-1.00)",
                        "evodb, batch: 250 queries/s of wall time (200-300), 2.50x single (2.00-3.00)"),
                ScalingRun.lines("evodb", ordered()));
    }

    private static Map<String, List<Double>> ordered() {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        rates.put("single", List.of(100.0, 100.0));
        rates.put("batch", List.of(200.0, 300.0));
        return rates;
    }
}
