package io.angarium.server.engine;

/**
 * Whether it makes sense to go on moving. When everything that lives has been moved once, nothing has gone and the files are not fewer, moving
 * it again would not help either, whatever the model says of it ({@link Packing}). So a broker that nobody uses comes to rest. Owner: {@link Copier}.
 */
final class FruitlessMoves {
    private long gone = -1;
    private long fewestFiles = Long.MAX_VALUE;
    private long moved;

    void moved(long bytes) {
        moved += bytes;
    }

    /**
     * Whether to go on.
     *
     * @param goneNow another number than before if something has gone since
     * @param files how many there are
     * @param liveBytes how much lives
     */
    boolean goesOn(long goneNow, long files, long liveBytes) {
        if (goneNow != gone || files < fewestFiles) {
            gone = goneNow;
            fewestFiles = files;
            moved = 0;
        }
        return moved <= liveBytes;
    }
}
