package dev.evodb.cli.smoke;

/// One thing that was looked at: `subject` is the snippet or an object, `what` is what it should be,
/// `found` what was found.
public record SmokeCheck(String subject, String what, boolean isPassed, String found) {}
