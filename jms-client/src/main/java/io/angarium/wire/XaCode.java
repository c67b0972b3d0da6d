package io.angarium.wire;

/** Return codes and flags of X/Open XA, section 4.3 (the header {@code xa.h}): what the broker answers and the client throws. */
public final class XaCode {
    /** Normal execution. */
    public static final int XA_OK = 0;
    /** The branch has done nothing and is over. */
    public static final int XA_RDONLY = 3;
    /** Not now: the branch stays prepared, and is to be committed later. */
    public static final int XA_RETRY = 4;
    /** The branch was committed and rolled back in parts, heuristically. */
    public static final int XA_HEURMIX = 5;
    /** The branch was rolled back heuristically. */
    public static final int XA_HEURRB = 6;
    /** The branch was committed heuristically. */
    public static final int XA_HEURCOM = 7;
    /** Rolled back for an unspecified reason. */
    public static final int XA_RBROLLBACK = 100;
    /** Rolled back because a link was lost. */
    public static final int XA_RBCOMMFAIL = 101;
    /** Rolled back for a reason that has no code. */
    public static final int XA_RBOTHER = 104;
    /** Rolled back because it took too long. */
    public static final int XA_RBTIMEOUT = 106;
    /** The resource manager could not do it; nothing was changed. */
    public static final int XAER_RMERR = -3;
    /** The branch is not known. */
    public static final int XAER_NOTA = -4;
    /** Invalid arguments. */
    public static final int XAER_INVAL = -5;
    /** The call does not fit the state of the branch or of the session. */
    public static final int XAER_PROTO = -6;
    /** The resource manager cannot be reached. */
    public static final int XAER_RMFAIL = -7;
    /** The branch exists already. */
    public static final int XAER_DUPID = -8;
    /** The session does work outside of branches. */
    public static final int XAER_OUTSIDE = -9;

    /** No flags. */
    public static final int TMNOFLAGS = 0;
    /** Joins a branch that exists. */
    public static final int TMJOIN = 0x0020_0000;
    /** Ends a scan. */
    public static final int TMENDRSCAN = 0x0080_0000;
    /** Starts a scan. */
    public static final int TMSTARTRSCAN = 0x0100_0000;
    /** Suspends an association. */
    public static final int TMSUSPEND = 0x0200_0000;
    /** Ends an association, its work is to count. */
    public static final int TMSUCCESS = 0x0400_0000;
    /** Resumes a suspended association. */
    public static final int TMRESUME = 0x0800_0000;
    /** Ends an association, the branch can only roll back. */
    public static final int TMFAIL = 0x2000_0000;

    private XaCode() {}
}
