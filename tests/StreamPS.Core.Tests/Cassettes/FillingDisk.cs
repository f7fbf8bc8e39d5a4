using System;
using System.IO;

namespace StreamPS.Tests.Cassettes;

/// <summary>A file on a disk that becomes full: half of what is written then arrives.</summary>
internal sealed class FillingDisk(string path) : FileStream(path, FileMode.CreateNew)
{
    public bool IsFull { get; set; }

    public override void Write(byte[] buffer, int offset, int count)
    {
        base.Write(buffer, offset, IsFull ? count / 2 : count);
        if (IsFull)
            throw new IOException("The disk is full.");
    }
}
