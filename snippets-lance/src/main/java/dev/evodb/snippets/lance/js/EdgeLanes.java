package dev.evodb.snippets.lance.js;

import dev.evodb.snippets.lance.TableLanes;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSByRef;

/// [TableLanes] without the class library's copying and sorting, which are two kilobytes of a snippet, and
/// with loops over dims as an interpreter runs them best: on the arrays themselves, few steps a value.
class EdgeLanes extends TableLanes {
    /// A function of its own: see [TableLanes#best].
    @Override
    protected void addPlanes(int[] scores, byte[] bytes, int first, int second, int[] tables, int table) {
        addTwo(scores, bytes, first, second, tables, table);
    }

    @Override
    public double dot(double[] a, int aFrom, double[] b, int bFrom, int count) {
        return dotOf(a, aFrom, b, bFrom - aFrom, count);
    }

    @Override
    public void decode(byte[] bytes, int from, int step, float[] means, float[] steps, double[] out, int at) {
        decodeFours(bytes, from, step, means, steps, out, at);
    }

    @Override
    public double low(byte[] bytes, int from, double[] weights) {
        return sumOfFours(bytes, from, weights);
    }

    @Override
    public void copy(byte[] from, int at, byte[] to, int toAt, int count) {
        // A few bytes at a time: views of the arrays would cost more than the loop.
        for (int i = 0; i < count; i++) {
            to[toAt + i] = from[at + i];
        }
    }

    @Override
    public void sort(double[] values) {
        sortNumbers(values);
    }

    @JSBody(
            params = {"scores", "bytes", "first", "second", "tables", "table"},
            script = "for(var i_=0;i_<scores.length;first+=2,second+=2){"
                    + "var s_=tables[table+(bytes[first+1]&255)];s_+=tables[table+256+(bytes[first]&255)];"
                    + "s_+=tables[table+512+(bytes[second+1]&255)];"
                    + "scores[i_++]+=s_+tables[table+768+(bytes[second]&255)];}")
    private static native void addTwo(
            @JSByRef int[] scores, @JSByRef byte[] bytes, int first, int second, @JSByRef int[] tables, int table);

    @JSBody(params = "values", script = "values.sort();")
    static native void sortNumbers(@JSByRef double[] values);

    @JSBody(
            params = {"from", "at", "to", "toAt", "count"},
            script = "to.set(from.subarray(at,at+count),toAt);")
    static native void copyBytes(@JSByRef byte[] from, int at, @JSByRef byte[] to, int toAt, int count);

    @JSBody(
            params = {"a", "i", "b", "shift", "count"},
            script = "var s_=0;for(count+=i;i<count;i++)s_+=a[i]*b[i+shift];return s_;")
    private static native double dotOf(@JSByRef double[] a, int i, @JSByRef double[] b, int shift, int count);

    @JSBody(
            params = {"bytes", "i", "step", "means", "steps", "out", "at"},
            script = "for(var d_=0,w_;d_<means.length;i+=step){w_=bytes[i]<<8|bytes[i+1]&255;"
                    + "for(var e_=d_+4;d_<e_;w_>>=4)out[at++]=means[d_]+steps[d_++]*((w_&15)-7.5);}")
    private static native void decodeFours(
            @JSByRef byte[] bytes,
            int i,
            int step,
            @JSByRef float[] means,
            @JSByRef float[] steps,
            @JSByRef double[] out,
            int at);

    @JSBody(
            params = {"bytes", "i", "weights"},
            script = "var s_=0,d_=0,w_;while(d_<weights.length){"
                    + "w_=bytes[i++]&255|(bytes[i++]&255)<<8|bytes[i++]<<16;"
                    + "s_+=(w_&63)*weights[d_++];s_+=(w_&4032)*weights[d_++];"
                    + "s_+=(w_&258048)*weights[d_++];s_+=(w_&16515072)*weights[d_++];}return s_;")
    private static native double sumOfFours(@JSByRef byte[] bytes, int i, @JSByRef double[] weights);
}
