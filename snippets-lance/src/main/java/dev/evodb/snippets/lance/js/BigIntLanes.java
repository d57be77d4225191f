package dev.evodb.snippets.lance.js;

import dev.evodb.snippets.lance.Lanes;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSByRef;
import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.Float64Array;

/// [Lanes] in the engine's own arithmetic of large integers. A new isolate interprets our loops at 40 to
/// 80 ns a step, but adds and multiplies a plane of a thousand rows in half a microsecond to a
/// microsecond.
final class BigIntLanes implements Lanes {
    /// Constants that grow with the largest code seen.
    private final JSObject state = state();

    @Override
    public Code code(byte[] bytes, int from, int rows, int planes, int bits, boolean hasBias) {
        JSObject code = parse(bytes, from, rows, planes, bits, hasBias ? 1 : 0);
        return (weights, biasWeight, keep) ->
                best(state, code, weights, biasWeight, keep).toJavaArray();
    }

    @Override
    public void sort(double[] values) {
        sortNumbers(values);
    }

    @JSBody(script = "return {n:0};")
    private static native JSObject state();

    @JSBody(params = "values", script = "values.sort();")
    private static native void sortNumbers(@JSByRef double[] values);

    /// Planes become integers. `toHex` is absent in older engines.
    @JSBody(
            params = {"bytes", "from", "rows", "planes", "bits", "biases"},
            script = "var x=[],i,u,w=2*rows;"
                    + "for(i=0;i<planes+biases;i++){"
                    + "u=new Uint8Array(bytes.buffer,bytes.byteOffset+from+i*w,w);"
                    + "x.push(BigInt('0x0'+(u.toHex?u.toHex()"
                    + ":Array.from(u,function(b){return (b+256).toString(16).slice(1);}).join(''))));}"
                    + "return {x:x,n:rows,p:planes,b:bits};")
    private static native JSObject parse(@JSByRef byte[] bytes, int from, int rows, int planes, int bits, int biases);

    /// Sums lie 16 bits above their lanes. Even and odd lanes are taken apart, each gets its row below
    /// its sum, and the engine sorts both together.
    @JSBody(
            params = {"state", "code", "weights", "bias", "keep"},
            script = "var n=code.n,b=code.b,f=(1<<b)-1,c=state,s=0,d=0,j,k,v,x,t,e,o,u,z,h;"
                    + "if(!n){return new Float64Array(0);}"
                    + "if(c.n<n){"
                    + "k=n+(n&1);c={one:BigInt('0x'+'0001'.repeat(k)),high:BigInt('0x0'+'ffff0000'.repeat(k/2+1)),n:k,m:[]};"
                    + "e=o='0x';"
                    + "for(j=k/2;j-->0;){e+=(2*j+65536*65536).toString(16).slice(1);o+=(2*j+1+65536*65536).toString(16).slice(1);}"
                    + "c.even=BigInt(e);c.odd=BigInt(o);"
                    + "for(k=2;k<5;k+=2){c.m[k]=[];for(j=0;j<16;j+=k){c.m[k].push(c.one*BigInt((1<<k)-1<<j));}}"
                    + "Object.assign(state,c);}"
                    + "for(j=0;j<weights.length;j++){if(weights[j]<0){s-=weights[j]*f;}}"
                    + "t=BigInt.asUintN(16*n,c.one)*BigInt(s*65536);"
                    + "for(j=0;j<code.p;j++){x=code.x[j];"
                    + "for(k=0;k<16;k+=b){v=weights[d++];"
                    + "if(v>0){t+=(x&c.m[b][k/b])*BigInt(v*(65536>>k));}"
                    + "else if(v<0){t-=(x&c.m[b][k/b])*BigInt(-v*(65536>>k));}}}"
                    + "if(bias>0){t+=(code.x[code.p]&c.one*BigInt(255))*BigInt(bias*65536);}"
                    + "e=n+1>>1;o=n>>1;"
                    + "h=((t&c.high)+BigInt.asUintN(32*e,c.even)).toString(16).padStart(8*e,'0')"
                    + "+((t>>BigInt(16)&c.high)+BigInt.asUintN(32*o,c.odd)).toString(16).padStart(8*o,'0');"
                    + "if(!o){h=h.slice(0,8*e);}"
                    + "u=new Uint8Array(4*n);"
                    + "if(u.setFromHex){u.setFromHex(h);}"
                    + "else{for(j=0;j<u.length;j++){u[j]=parseInt(h.substr(2*j,2),16);}}"
                    + "z=new Uint32Array(u.reverse().buffer).sort();"
                    + "return new Float64Array(keep<n?z.subarray(n-keep):z);")
    private static native Float64Array best(JSObject state, JSObject code, @JSByRef int[] weights, int bias, int keep);
}
