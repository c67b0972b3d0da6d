package io.angarium.server.engine.sim;

/** Something of which nobody can tell yet whether it happened, say whether a record survived a crash; what is seen later decides. */
final class Fate {
    private final String what;
    private boolean decided;
    private boolean happened;

    Fate(String what) {
        this.what = what;
    }

    /** Whether it can still be true, or is. */
    boolean possible(boolean value) {
        return !decided || happened == value;
    }

    boolean certain(boolean value) {
        return decided && happened == value;
    }

    /** Returns false if the opposite is known already. */
    boolean decide(boolean value) {
        if (decided) {
            return happened == value;
        }
        decided = true;
        happened = value;
        return true;
    }

    @Override
    public String toString() {
        return what + (decided ? happened ? " happened" : " did not happen" : " undecided");
    }
}
