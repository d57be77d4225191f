package dev.evodb.lance.io.remote;

/// The `Content-Range` of an answer: bytes `[from, to)` of `length`.
record ContentRange(long from, long to, long length) {
    /// Reads `bytes 0-99/1234`.
    ///
    /// @throws FaultyAnswerException if `text` is anything else, or makes no sense
    static ContentRange parse(String text) throws FaultyAnswerException {
        int dash = text.indexOf('-');
        int slash = text.indexOf('/');
        if (text.startsWith("bytes ") && dash > 0 && slash > dash) {
            long from = number(text.substring("bytes ".length(), dash));
            long last = number(text.substring(dash + 1, slash));
            long length = number(text.substring(slash + 1));
            if (from >= 0 && last >= from && length > last) {
                return new ContentRange(from, last + 1, length);
            }
        }
        String shown = text.length() <= 60 ? text : text.substring(0, 60) + "…";
        throw new FaultyAnswerException("Content-Range \"" + shown + "\" is not of the form bytes a-b/length");
    }

    /// Digits that fit a long, else -1.
    private static long number(String text) {
        String digits = text.strip();
        boolean isNumber =
                !digits.isEmpty() && digits.length() <= 18 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Long.parseLong(digits) : -1;
    }
}
