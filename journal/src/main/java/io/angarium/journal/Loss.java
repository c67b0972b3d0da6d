package io.angarium.journal;

/**
 * Something that a salvage could not bring back.
 *
 * @param file name of the file
 * @param offset where in it
 * @param length how many bytes, 0 if that means nothing
 * @param what is lost, or uncertain, for people
 */
public record Loss(String file, long offset, long length, String what) {}
