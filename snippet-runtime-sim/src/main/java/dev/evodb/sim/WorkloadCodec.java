package dev.evodb.sim;

import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.ErrorCode;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.CacheStatus;
import dev.evodb.sim.net.CdnRule;
import dev.evodb.sim.net.Fault;
import dev.evodb.sim.net.FaultRule;
import dev.evodb.sim.net.Latency;
import dev.evodb.sim.net.NetworkPlan;
import dev.evodb.sim.net.OriginResponse;
import dev.evodb.sim.net.RecordedOrigin;
import dev.evodb.sim.net.SnippetRequest;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Carries workloads and measurements between the processes of one version; not a format to keep.
final class WorkloadCodec {
    private static final int ANSWERED = 0;
    private static final int REFUSED = 1;

    private WorkloadCodec() {}

    /// Writes one value.
    interface Writer<T> {
        void write(DataOutputStream out, T value) throws IOException;
    }

    /// Reads one value.
    interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    static void writeWorkload(DataOutputStream out, Workload workload) throws IOException {
        Profile profile = workload.profile();
        writeString(out, profile.name());
        out.writeLong(profile.cpuMicros());
        out.writeLong(profile.memoryBytes());
        out.writeInt(profile.packageBytes());
        out.writeInt(profile.subrequests());
        writeString(out, workload.mode().wireName());
        writeMap(out, workload.snippets(), (to, module) -> {
            writeString(to, module.name());
            writeString(to, module.source());
        });
        writeMap(
                out,
                workload.folders(),
                (to, folder) -> writeString(to, folder.toAbsolutePath().toString()));
        writeList(out, workload.requests(), (to, request) -> {
            writeString(to, request.method());
            writeString(to, request.url());
            writeMap(to, request.headers(), WorkloadCodec::writeString);
            writeBytes(to, request.body());
        });
        out.writeInt(workload.samples());
        out.writeInt(workload.warmups());
        writePlan(out, workload.network());
        Zones zones = workload.zones();
        writeList(out, zones.domains(), WorkloadCodec::writeString);
        out.writeBoolean(zones.isOne());
        out.writeBoolean(zones.isBypassed());
        writeMap(
                out,
                workload.recordings(),
                (to, recording) -> writeMap(to, recording.answers(), (answerTo, answer) -> {
                    answerTo.writeInt(answer.status());
                    writeMap(answerTo, answer.headers(), WorkloadCodec::writeString);
                    writeBytes(answerTo, answer.body());
                }));
    }

    static Workload readWorkload(DataInputStream in) throws IOException {
        return new Workload(
                new Profile(readString(in), in.readLong(), in.readLong(), in.readInt(), in.readInt()),
                Mode.of(readString(in)),
                readMap(in, from -> new SnippetModule(readString(from), readString(from))),
                readMap(in, from -> Path.of(readString(from))),
                readList(
                        in,
                        from -> new SnippetRequest(
                                readString(from),
                                readString(from),
                                readMap(from, WorkloadCodec::readString),
                                readBytes(from))),
                in.readInt(),
                in.readInt(),
                readPlan(in),
                new Zones(readList(in, WorkloadCodec::readString), in.readBoolean(), in.readBoolean()),
                readMap(
                        in,
                        from -> new RecordedOrigin(readMap(
                                from,
                                answer -> new OriginResponse(
                                        answer.readInt(),
                                        readMap(answer, WorkloadCodec::readString),
                                        readBytes(answer))))));
    }

    private static void writePlan(DataOutputStream out, NetworkPlan plan) throws IOException {
        out.writeLong(plan.seed());
        writeString(out, plan.toOrigin().toString());
        writeString(out, plan.toCdn().toString());
        writeString(out, plan.toSnippet().toString());
        writeString(out, plan.toCacheApi().toString());
        out.writeLong(plan.bytesPerSecond());
        writeList(out, plan.cdn().stream().toList(), (to, rule) -> {
            writeString(to, rule.cached().name());
            to.writeLong(rule.largestBytes());
            to.writeBoolean(rule.hasOriginRanges());
            to.writeLong(rule.ttlMicros());
        });
        writeList(out, plan.faults(), (to, rule) -> {
            writeString(to, rule.urlPart());
            to.writeDouble(rule.share());
            writeFault(to, rule.fault());
        });
        writeString(out, plan.clock().name());
        out.writeBoolean(plan.isCacheApiCounted());
    }

    private static NetworkPlan readPlan(DataInputStream in) throws IOException {
        return new NetworkPlan(
                in.readLong(),
                Latency.of(readString(in)),
                Latency.of(readString(in)),
                Latency.of(readString(in)),
                Latency.of(readString(in)),
                in.readLong(),
                readList(
                                in,
                                from -> new CdnRule(
                                        CdnRule.Eligibility.valueOf(readString(from)),
                                        from.readLong(),
                                        from.readBoolean(),
                                        from.readLong()))
                        .stream()
                        .findFirst(),
                readList(in, from -> {
                    String urlPart = readString(from);
                    double share = from.readDouble();
                    return new FaultRule(urlPart, readFault(from), share);
                }),
                NetworkPlan.Clock.valueOf(readString(in)),
                in.readBoolean());
    }

    private static void writeFault(DataOutputStream out, Fault fault) throws IOException {
        switch (fault) {
            case Fault.Status(int status, int retryAfterSeconds) -> {
                writeString(out, Integer.toString(status));
                out.writeInt(retryAfterSeconds);
            }
            case Fault.Unreachable() -> writeString(out, "unreachable");
            case Fault.CutBody(double share) -> {
                writeString(out, "cut");
                out.writeDouble(share);
            }
            case Fault.Stall(long micros) -> {
                writeString(out, "stall");
                out.writeLong(micros);
            }
            case Fault.RangeIgnored() -> writeString(out, "range-ignored");
            case Fault.ChangedEtag() -> writeString(out, "etag");
        }
    }

    private static Fault readFault(DataInputStream in) throws IOException {
        return switch (Fault.of(readString(in))) {
            case Fault.Status(int status, int _) -> new Fault.Status(status, in.readInt());
            case Fault.CutBody _ -> new Fault.CutBody(in.readDouble());
            case Fault.Stall _ -> new Fault.Stall(in.readLong());
            case Fault other -> other;
        };
    }

    static void writeMeasurement(DataOutputStream out, Measurement measurement) throws IOException {
        writeString(out, measurement.engine());
        writeList(out, measurement.timed(), WorkloadCodec::writeInvocation);
        boolean isSame = measurement.collected().equals(measurement.timed());
        out.writeBoolean(isSame);
        if (!isSame) {
            writeList(out, measurement.collected(), WorkloadCodec::writeInvocation);
        }
    }

    static Measurement readMeasurement(DataInputStream in) throws IOException {
        String engine = readString(in);
        List<Invocation> timed = readList(in, WorkloadCodec::readInvocation);
        boolean isSame = in.readBoolean();
        return new Measurement(engine, timed, isSame ? timed : readList(in, WorkloadCodec::readInvocation));
    }

    private static void writeInvocation(DataOutputStream out, Invocation invocation) throws IOException {
        writeString(out, invocation.host());
        writeOutcome(out, invocation.outcome());
        out.writeBoolean(invocation.isCold());
        out.writeLong(invocation.cpuNanos());
        out.writeLong(invocation.startupNanos());
        writeList(out, invocation.turns(), (to, turn) -> {
            to.writeLong(turn.startMicros());
            to.writeLong(turn.cpuNanos());
        });
        out.writeLong(invocation.liveMemoryBytes().orElse(-1));
        out.writeLong(invocation.peakMemoryBytes());
        out.writeInt(invocation.subrequests());
        out.writeLong(invocation.bytesFetched());
        writeList(out, invocation.hops(), WorkloadCodec::writeHop);
        writeList(out, invocation.console(), WorkloadCodec::writeString);
        out.writeLong(invocation.startMicros());
        out.writeLong(invocation.endMicros());
    }

    private static Invocation readInvocation(DataInputStream in) throws IOException {
        return new Invocation(
                readString(in),
                readOutcome(in),
                in.readBoolean(),
                in.readLong(),
                in.readLong(),
                readList(in, from -> new Invocation.TurnSpan(from.readLong(), from.readLong())),
                optional(in.readLong()),
                in.readLong(),
                in.readInt(),
                in.readLong(),
                readList(in, WorkloadCodec::readHop),
                readList(in, WorkloadCodec::readString),
                in.readLong(),
                in.readLong());
    }

    private static OptionalLong optional(long value) {
        return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static void writeOutcome(DataOutputStream out, Outcome outcome) throws IOException {
        switch (outcome) {
            case Outcome.Answered(int status, Map<String, String> headers, byte[] body) -> {
                out.writeByte(ANSWERED);
                out.writeInt(status);
                writeMap(out, headers, WorkloadCodec::writeString);
                writeBytes(out, body);
            }
            case Outcome.Refused(ErrorCode code, long allowed, long used, String message) -> {
                out.writeByte(REFUSED);
                out.writeInt(code.number());
                out.writeLong(allowed);
                out.writeLong(used);
                writeString(out, message);
            }
        }
    }

    private static Outcome readOutcome(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case ANSWERED -> new Outcome.Answered(in.readInt(), readMap(in, WorkloadCodec::readString), readBytes(in));
            case REFUSED ->
                new Outcome.Refused(ErrorCode.of(in.readInt()), in.readLong(), in.readLong(), readString(in));
            default -> throw new IOException("outcome of kind " + kind);
        };
    }

    private static void writeHop(DataOutputStream out, Hop hop) throws IOException {
        writeString(out, hop.method());
        writeString(out, hop.url());
        out.writeInt(hop.status());
        out.writeLong(hop.bytes());
        writeString(out, hop.error());
        writeList(out, hop.invocation().stream().toList(), WorkloadCodec::writeInvocation);
        out.writeLong(hop.startMicros());
        out.writeLong(hop.headMicros());
        out.writeLong(hop.endMicros());
        writeString(out, hop.cache().name());
        out.writeLong(hop.originBytes());
        writeString(out, hop.fault());
        out.writeBoolean(hop.isBypassed());
    }

    private static Hop readHop(DataInputStream in) throws IOException {
        return new Hop(
                readString(in),
                readString(in),
                in.readInt(),
                in.readLong(),
                readString(in),
                readList(in, WorkloadCodec::readInvocation).stream().findFirst(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                CacheStatus.valueOf(readString(in)),
                in.readLong(),
                readString(in),
                in.readBoolean());
    }

    private static <T> void writeMap(DataOutputStream out, Map<String, T> map, Writer<T> writer) throws IOException {
        writeList(out, List.copyOf(map.entrySet()), (to, entry) -> {
            writeString(to, entry.getKey());
            writer.write(to, entry.getValue());
        });
    }

    private static <T> Map<String, T> readMap(DataInputStream in, Reader<T> reader) throws IOException {
        Map<String, T> map = new LinkedHashMap<>();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            map.put(readString(in), reader.read(in));
        }
        return map;
    }

    private static <T> void writeList(DataOutputStream out, List<T> list, Writer<T> writer) throws IOException {
        out.writeInt(list.size());
        for (T value : list) {
            writer.write(out, value);
        }
    }

    private static <T> List<T> readList(DataInputStream in, Reader<T> reader) throws IOException {
        List<T> list = new ArrayList<>();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            list.add(reader.read(in));
        }
        return list;
    }

    private static void writeString(DataOutputStream out, String text) throws IOException {
        writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String readString(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the other process stopped in the middle of a value");
        }
        return bytes;
    }
}
