/** Operations that Prism 5.12 cannot respond to, by id, and why. The contract server responds to them, as it does all others. */
export const notByPrism: Readonly<Record<string, string>> = {
  PostEnterpriseImport: 'it reads no object from a part of a multipart form',
  GetBackupMetadata: 'it has no serializer for multipart/mixed',
  GetHealth: 'a check holds checks, and its sample breaks off without the properties that the innermost one requires',
  GetSourcesIDHealth:
    'a check holds checks, and its sample breaks off without the properties that the innermost one requires',
};
