package dev.evodb.lance.text;
final class AsciiFolding { private AsciiFolding() {} static String fold(String s) { return s; } }
