import { DomainError } from '@app/common';

/** An invitation that was accepted or withdrawn is withdrawn no more (409). */
export class InvitationClosed extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'invitation-closed',
      title: { zh: '邀请已结束', en: 'The invitation is over' },
      detail: {
        zh: '该邀请已被接受或已撤回；如要移除已加入的人员，请在成员列表中操作。',
        en: 'The invitation was accepted or withdrawn; somebody who has joined is removed in the list of members.',
      },
    });
  }
}

/** Nobody accepts an invitation of their own: it would be giving oneself roles (403). */
export class OwnInvitation extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'own-invitation',
      title: { zh: '不能接受自己发出的邀请', en: 'The invitation is your own' },
      detail: {
        zh: '这是您自己发出的邀请，请退出登录后由受邀人打开链接。',
        en: 'You sent this invitation yourself: sign out and let the person invited open the link.',
      },
    });
  }
}
