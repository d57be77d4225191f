package dev.evodb.chain.run;

/// What one coordinator executes: its own step and the steps in line below it, down to the calls of other
/// snippets. Immutable.
///
/// All numbers stand in `words` and all texts in `texts`, so that the module of a snippet holds a program
/// as two arrays of constants and reads them in two loops. Step 0 is the coordinator's own; steps name
/// each other by number, texts by their place.
///
/// | words | are |
/// |---|---|
/// | `0..4` | subrequests of the invocation; calls that a run makes at most, without retries; deadline in ms, 0 for
/// none; steps |
/// | one for each step | where its words begin |
/// | of a step | kind, id, shards below (leaves that it asks at most), and by kind: |
/// | `CALL` | url, form of the answer, timeout in ms (0: none), retries, hedge after ms (0: never) |
/// | `SEQUENCE` | width, steps |
/// | `PARALLEL` | partitioner, its argument, combiner, its argument, quorum, concurrency, retry budget (`NONE` if there
/// is none), called branches, width, branches, weights of slices |
/// | `CONDITION` | condition, field, its argument (two words), then (`NONE` if there is none), otherwise (`NONE` if
/// there is none) |
///
/// Written by `dev.evodb.chain.jvm.run.ProgramWriter` only; nothing is checked again.
public final class Program {
    /// Kinds of steps.
    public static final int CALL = 0;

    public static final int SEQUENCE = 1;
    public static final int PARALLEL = 2;
    public static final int CONDITION = 3;

    /// Forms of answers: what a leaf says in its own words; ranked hits that say of how many shards they
    /// are; output and shards side by side, see [Answers].
    public static final int PLAIN = 0;

    public static final int RANKED = 1;
    public static final int WRAPPED = 2;

    /// Partitioners.
    public static final int BROADCAST = 0;

    public static final int SLICES = 1;
    public static final int BY_HASH = 2;
    public static final int BY_CENTROID = 3;

    /// Combiners; the last two make ranked hits.
    public static final int COLLECT = 0;

    public static final int CONCATENATE = 1;
    public static final int SUM = 2;
    public static final int NEAREST = 3;
    public static final int FUSION = 4;

    /// Conditions.
    public static final int PRESENT = 0;

    public static final int EQUALS = 1;
    public static final int AT_LEAST = 2;

    /// Where a word may name nothing.
    public static final int NONE = -1;

    private static final int HEADER = 4;
    private static final double HIGH = 2147483648.0;

    private final int[] words;
    private final String[] texts;
    private final float[][] centroids;

    /// Takes the arrays, which are not changed. `centroids` has those of each step that partitions by
    /// them, one behind the other, in the order of its branches; a step names its own by the place here.
    public Program(int[] words, String[] texts, float[][] centroids) {
        this.words = words;
        this.texts = texts;
        this.centroids = centroids;
    }

    /// Fetches that one invocation may start.
    public int subrequests() {
        return words[0];
    }

    /// Calls that one run makes at most, without retries and hedged requests.
    public int calls() {
        return words[1];
    }

    /// How long a run may take if the request does not say less; 0 if that is not bounded.
    public int deadlineMillis() {
        return words[2];
    }

    /// The id of the coordinator's step.
    public String id() {
        return id(0);
    }

    /// Whether the answer is ranked hits, which say themselves how many shards answered; other answers
    /// are wrapped.
    public boolean isRanked() {
        return kind(0) == PARALLEL && combiner(0) >= NEAREST;
    }

    /// Steps in all.
    int steps() {
        return words[HEADER - 1];
    }

    int kind(int step) {
        return word(step, 0);
    }

    String id(int step) {
        return texts[word(step, 1)];
    }

    int shards(int step) {
        return word(step, 2);
    }

    String url(int call) {
        return texts[word(call, 3)];
    }

    /// The form of the callee's answer.
    int form(int call) {
        return word(call, 4);
    }

    int timeoutMillis(int call) {
        return word(call, 5);
    }

    int retries(int call) {
        return word(call, 6);
    }

    int hedgeAfterMillis(int call) {
        return word(call, 7);
    }

    int stages(int sequence) {
        return word(sequence, 3);
    }

    int stage(int sequence, int index) {
        return word(sequence, 4 + index);
    }

    int partitioner(int parallel) {
        return word(parallel, 3);
    }

    /// The field of by-hash.
    String hashField(int parallel) {
        return texts[word(parallel, 4)];
    }

    /// Those of all branches of by-centroid, one behind the other.
    float[] centroids(int parallel) {
        return centroids[word(parallel, 4)];
    }

    int combiner(int parallel) {
        return word(parallel, 5);
    }

    int rankConstant(int parallel) {
        return word(parallel, 6);
    }

    /// At most the number of branches that are called.
    int quorum(int parallel) {
        return word(parallel, 7);
    }

    int concurrency(int parallel) {
        return word(parallel, 8);
    }

    /// `NONE` if there is none.
    int retryBudget(int parallel) {
        return word(parallel, 9);
    }

    /// Branches that a run calls: fewer than there are if by-centroid says so.
    int called(int parallel) {
        return word(parallel, 10);
    }

    int branches(int parallel) {
        return word(parallel, 11);
    }

    int branch(int parallel, int index) {
        return word(parallel, 12 + index);
    }

    /// Of slices.
    int weight(int parallel, int index) {
        return word(parallel, 12 + branches(parallel) + index);
    }

    int condition(int step) {
        return word(step, 3);
    }

    String field(int condition) {
        return texts[word(condition, 4)];
    }

    String value(int condition) {
        return texts[word(condition, 5)];
    }

    double least(int condition) {
        return word(condition, 5) * HIGH + word(condition, 6);
    }

    /// `NONE` if there is none.
    int then(int condition) {
        return word(condition, 7);
    }

    /// `NONE` if there is none.
    int otherwise(int condition) {
        return word(condition, 8);
    }

    /// The numbers as they are written down. The caller's copy.
    public int[] words() {
        return words.clone();
    }

    /// The texts as they are written down. The caller's copy.
    public String[] texts() {
        return texts.clone();
    }

    /// The centroids as they are written down. The caller's copy, in which the rows are shared.
    public float[][] centroids() {
        return centroids.clone();
    }

    private int word(int step, int index) {
        return words[words[HEADER + step] + index];
    }
}
